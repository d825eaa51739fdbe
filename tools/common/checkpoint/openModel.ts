/** A model with its weights, read here and not in a browser. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { arrayBuffer } from 'node:stream/consumers';
import { identify } from '../../../src/identify';
import type { ResNeStConfig } from '../../../src/model/config';
import type { HeadConfig } from '../../../src/model/heads/heads';
import { readShards } from '../../../src/weights/containers/sharded';
import { isDigest } from '../../../src/weights/digest';
import { bytesInMemory } from '../../../src/weights/fileBytes';
import { readConfigFile } from '../../../src/weights/known/configFile';
import { knownDigits, publishedNamed, shippedCheckpoint } from '../../../src/weights/known/manifest';
import { type Network, networkOf, readCheckpoint } from '../../../src/weights/readCheckpoint';
import { type StateDict, withoutTensors } from '../../../src/weights/stateDict';
import { withoutUndefined } from '../defined';
import { root } from '../project';
import { blame } from '../words';
import { chooseModel, chosenWeights, configBeside, type ModelChoice } from './chosenModel';
import type { ModelOptions } from './modelOptions';
import { openFirst, type OpenWeights, type WholeWeights } from './openWeights';
import { weightsFile } from './weightsFile';

export interface OpenModel {
  readonly name: string;
  readonly config: ResNeStConfig;
  readonly head: HeadConfig;
  readonly inputSize: readonly [height: number, width: number];
  readonly stateDict: StateDict;
  /** The checkpoint's file; undefined where it has several. */
  readonly bytes: ArrayBuffer | undefined;
}

/** Reads a checkpoint, by default the embedded model's, and what it is a model of. Throws one sentence. */
export async function openModel(given: ModelOptions): Promise<OpenModel> {
  const weights = given.weights === undefined ? undefined : await weightsFile(given.weights);
  const options = withoutUndefined({ ...given, weights });
  const model = await chooseModel(options);
  const sources = chosenWeights(options, model);
  const opened = sources === undefined ? shippedWeights(model) : await openFirst(sources);
  try {
    const { network, sha256, bytes } = await readNetwork(opened);
    checkDigits(model, sha256);
    const { contents } = model === undefined && weights !== undefined ? await configBeside(weights) : {};
    const file = contents === undefined ? undefined : readConfigFile(contents);
    const identified = await identify({ model, head: given.head }, { ...network, sha256 }, file);
    const { name, config, head, inputSize, unused } = identified;
    return { name, config, head, inputSize, stateDict: withoutTensors(network.stateDict, unused), bytes };
  } catch (error) {
    return sources === undefined ? Promise.reject(error) : blame(opened.source, error);
  }
}

/** Throws if a published model was asked for, and the file is another one. */
function checkDigits(model: ModelChoice, sha256: string): void {
  const entry = publishedNamed(model);
  const digits = entry && knownDigits(entry);
  if (digits !== undefined && !isDigest(sha256, digits))
    throw new Error(`it has the SHA-256 ${sha256}, and that of ${model} begins with ${digits}; it is another file`);
}

interface ReadNetwork {
  readonly network: Network;
  readonly sha256: string;
  readonly bytes: ArrayBuffer | undefined;
}

/** The weights that come with the library. */
function shippedWeights(model: ModelChoice): WholeWeights {
  const { url = '' } = (typeof model === 'string' ? shippedCheckpoint(model) : undefined) ?? {};
  return { source: url, stream: createReadStream(join(root, 'weights', url)) };
}

async function readNetwork(opened: OpenWeights): Promise<ReadNetwork> {
  if ('stream' in opened) {
    const bytes = await arrayBuffer(opened.stream);
    return { network: await readCheckpoint(bytesInMemory(bytes)), sha256: digestOf(new Uint8Array(bytes)), bytes };
  }
  const { index, indexBytes, open } = opened;
  const network = await networkOf(
    await readShards(index, async (file) => bytesInMemory(await arrayBuffer(await open(file)))),
  );
  return { network, sha256: digestOf(indexBytes), bytes: undefined };
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
