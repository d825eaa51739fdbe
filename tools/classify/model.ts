/** What the options say about the model, read and checked before a browser starts. */
import { configFromKeywords, type ResNeStConfig } from '../../src/model/config';
import { DEFAULT_MODEL, variantNamed } from '../../src/model/variants';
import { shippedCheckpoint } from '../../src/weights/manifest';
import { blame, readCallersFile } from './files';
import { parseNpy, type FloatArray } from './npy';
import type { Options } from './options';

/** A model by name or by configuration, and what to call it. */
export interface ModelChoice {
  readonly name: string;
  readonly model: string | ResNeStConfig;
}

/** The model of --model or --config; throws one sentence if there is no such model or the file is not valid. */
export async function chooseModel({ model, config }: Options): Promise<ModelChoice> {
  if (config === undefined) {
    const { name } = variantNamed(model ?? DEFAULT_MODEL);
    return { name, model: name };
  }
  const text = await readCallersFile(config);
  try {
    return { name: config, model: configFromKeywords(parseJson(text.toString('utf8'))) };
  } catch (error) {
    return blame(config, error);
  }
}

/** Throws unless weights are given or come with the library. */
export function requireWeights({ weights }: Options, { name, model }: ModelChoice): void {
  if (weights !== undefined || (typeof model === 'string' && shippedCheckpoint(model))) return;
  throw new Error(`No weights of ${name} come with the library; give a checkpoint with --weights FILE or URL.`);
}

/** Labels from a JSON array of names, or from a text file with one name a line. */
export async function readLabels(path: string): Promise<readonly string[]> {
  const text = (await readCallersFile(path)).toString('utf8').trim();
  if (!text.startsWith('[')) return text === '' ? blame(path, 'there is no label in it') : text.split(/\r?\n/);
  try {
    const labels = parseJson(text);
    if (Array.isArray(labels) && labels.every((label) => typeof label === 'string')) return labels;
    throw new Error('labels must be a JSON array of strings');
  } catch (error) {
    return blame(path, error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is not valid JSON'); // the parser's own message would quote the file
  }
}

/** A batch of inputs, [N, 3, H, W]. */
export interface InputTensor extends FloatArray {
  readonly shape: readonly [number, number, number, number];
}

/** The tensor of an .npy file. */
export async function readTensor(path: string): Promise<InputTensor> {
  const bytes = await readCallersFile(path);
  try {
    const { shape, data } = parseNpy(bytes);
    const [n = 0, channels = 0, height = 0, width = 0] = shape;
    if (shape.length !== 4 || channels !== 3 || data.length === 0)
      throw new Error(`the tensor has shape [${shape.join(', ')}]; it must be [N, 3, H, W]`);
    return { shape: [n, channels, height, width], data };
  } catch (error) {
    return blame(path, error);
  }
}
