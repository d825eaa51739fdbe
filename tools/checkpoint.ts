/** A model with its weights, read here and not in a browser. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { arrayBuffer } from 'node:stream/consumers';
import { identify } from '../src/identify';
import type { ResNeStConfig } from '../src/model/config';
import { readConfigFile } from '../src/weights/configFile';
import { shippedCheckpoint } from '../src/weights/manifest';
import { readCheckpoint } from '../src/weights/readCheckpoint';
import type { StateDict } from '../src/weights/stateDict';
import { root } from './build/library';
import { blame } from './classify/files';
import { chooseModel, configBeside, type ModelChoice, requireWeights } from './classify/model';
import { parseOptions, withoutUndefined } from './classify/options';
import { openWeights } from './classify/weights';

/** What the caller says about the model; a path or a URL for `weights`. */
export interface ModelOptions {
  readonly model?: string | undefined;
  readonly config?: string | undefined;
  readonly weights?: string | undefined;
}

export interface OpenModel {
  readonly name: string;
  readonly config: ResNeStConfig;
  readonly inputSize: readonly [height: number, width: number];
  readonly stateDict: StateDict;
  /** The checkpoint's file. */
  readonly bytes: ArrayBuffer;
}

/** Reads a checkpoint, by default the embedded model's, and what it is a model of. Throws one sentence. */
export async function openModel(given: ModelOptions): Promise<OpenModel> {
  const { weights } = given;
  const options = { ...parseOptions([]), ...withoutUndefined(given) };
  const model = await chooseModel(options);
  requireWeights(options, model);
  const bytes = await readWeights(weights, model);
  try {
    const { stateDict, notes } = await readCheckpoint(bytes);
    const sha256 = createHash('sha256').update(new Uint8Array(bytes)).digest('hex');
    const beside = model === undefined && weights !== undefined ? await configBeside(weights) : undefined;
    const file = beside === undefined ? undefined : readConfigFile(beside);
    const { name, config, inputSize } = identify(model, { stateDict, sha256, notes }, file);
    return { name, config, inputSize, stateDict, bytes };
  } catch (error) {
    return weights === undefined ? Promise.reject(error) : blame(weights, error);
  }
}

async function readWeights(weights: string | undefined, model: ModelChoice): Promise<ArrayBuffer> {
  if (weights !== undefined) return arrayBuffer((await openWeights(weights)).stream);
  const shipped = typeof model === 'string' ? shippedCheckpoint(model) : undefined;
  return arrayBuffer(createReadStream(join(root, 'weights', shipped?.url ?? '')));
}
