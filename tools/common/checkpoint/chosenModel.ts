/** What the options say about the model, read and checked before a browser starts. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { partialFromKeywords, type ResNeStConfig, resolveConfig } from '../../../src/model/config';
import { DEFAULT_MODEL, variantNamed } from '../../../src/model/variants';
import { type BesideFile, fetchConfigBeside, readBeside } from '../../../src/weights/known/beside';
import { shippedCheckpoint } from '../../../src/weights/known/manifest';
import { blame, checkReadable, fromCaller, readCallersFile } from '../files';
import { parseNpy, type FloatArray } from '../../classify/npy';
import type { Options } from '../../classify/options';
import { isUrl } from './openSource';

/** A model by name or by configuration; without `layers` it says only what tensors do not, and undefined nothing. */
export type ModelChoice = string | Partial<ResNeStConfig> | undefined;

/** The model of --model or --config; throws one sentence if there is no such model or the file is not valid. */
export async function chooseModel({ model, config, weights }: Options): Promise<ModelChoice> {
  if (config === undefined)
    return model === undefined && weights ? undefined : variantNamed(model ?? DEFAULT_MODEL).name;
  const text = await readCallersFile(config);
  try {
    const partial = partialFromKeywords(parseJson(text.toString('utf8')));
    return partial.layers ? resolveConfig(partial) : partial;
  } catch (error) {
    return blame(config, error);
  }
}

/** Throws unless weights are given or come with the library. */
export function requireWeights({ weights, config }: Options, model: ModelChoice): void {
  if (weights !== undefined || (typeof model === 'string' && shippedCheckpoint(model))) return;
  const name = typeof model === 'string' ? model : config;
  throw new Error(`no weights of ${name} come with the library; give a checkpoint with --weights FILE or URL`);
}

/** The config.json beside a checkpoint, a file or a URL. */
export async function configBeside(weights: string): Promise<BesideFile> {
  if (isUrl(weights)) return fetchConfigBeside(weights, undefined);
  const path = join(dirname(fromCaller(weights)), 'config.json');
  const text = await checkReadable(path).then(
    () => readFile(path, 'utf8'),
    () => undefined,
  );
  return text === undefined ? {} : readBeside(text, path);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is not valid JSON'); // the parser's own message would quote the file
  }
}

/** A batch of inputs, [N, C, H, W]. */
export interface InputTensor extends FloatArray {
  readonly shape: readonly [number, number, number, number];
}

/** The tensor of an .npy file. */
export async function readTensor(path: string): Promise<InputTensor> {
  const bytes = await readCallersFile(path);
  try {
    const { shape, data } = parseNpy(bytes);
    const [n = 0, channels = 0, height = 0, width = 0] = shape;
    if (shape.length !== 4 || data.length === 0)
      throw new Error(`the tensor has shape [${shape.join(', ')}]; it must be [N, C, H, W]`);
    if (!data.every(Number.isFinite)) throw new Error('the tensor holds numbers that are not finite');
    return { shape: [n, channels, height, width], data };
  } catch (error) {
    return blame(path, error);
  }
}
