/** What the options say about the model, read and checked before a browser starts. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { partialFromKeywords, type ResNeStConfig, resolveConfig } from '../../../src/model/config';
import { DEFAULT_MODEL, variantNamed } from '../../../src/model/variants';
import { type BesideFile, fetchConfigBeside, readBeside } from '../../../src/weights/known/beside';
import { shippedCheckpoint } from '../../../src/weights/known/manifest';
import { checkReadable, fromCaller, readCallersFile } from '../files';
import { blame } from '../words';
import type { ModelOptions } from './modelOptions';
import { isUrl } from './openSource';

/** A model by name or by configuration; without `layers` it says only what tensors do not, and undefined nothing. */
export type ModelChoice = string | Partial<ResNeStConfig> | undefined;

/** The model of --model or --config; throws one sentence if there is no such model or the file is not valid. */
export async function chooseModel({ model, config, weights }: ModelOptions): Promise<ModelChoice> {
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
export function requireWeights({ weights, config }: ModelOptions, model: ModelChoice): void {
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
