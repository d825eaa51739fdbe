/** What the options say about the model, read and checked before a browser starts. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ResNeStConfig, resolveConfig } from '../../../src/model/config';
import { partialFromKeywords } from '../../../src/model/config/keywords';
import { DEFAULT_MODEL } from '../../../src/model/variants';
import { type BesideFile, fetchConfigBeside, readBeside } from '../../../src/weights/known/beside';
import { publishedNamed, shippedCheckpoint } from '../../../src/weights/known/manifest';
import { type Places, placesOf } from '../../../src/weights/known/places';
import { checkModelName, namesToOffer } from '../../../src/weights/known/published';
import { checkReadable, fromCaller, readCallersFile } from '../files';
import { blame } from '../words';
import type { ModelOptions } from './modelOptions';
import { isUrl } from './openSource';

/** A model by name or by configuration; without `layers` it says only what tensors do not, and undefined nothing. */
export type ModelChoice = string | Partial<ResNeStConfig> | undefined;

/** The model of --model or --config; throws one sentence if there is no such model or the file is not valid. */
export async function chooseModel({ model, config, weights }: ModelOptions): Promise<ModelChoice> {
  if (config === undefined) return model === undefined && weights ? undefined : checkModelName(model ?? DEFAULT_MODEL);
  const text = await readCallersFile(config);
  try {
    const partial = partialFromKeywords(parseJson(text.toString('utf8')));
    return partial.layers ? resolveConfig(partial) : partial;
  } catch (error) {
    return blame(config, error);
  }
}

/**
 * Where the weights are that the caller names, or those of the model by name: the first address that answers is right.
 * Undefined for those that come with the library. Throws if there are none.
 */
export function chosenWeights(options: ModelOptions, model: ModelChoice): readonly string[] | undefined {
  const { weights, weightsBaseUrl, config } = options;
  if (weights !== undefined) return [weights];
  const entry = publishedNamed(model) ?? (typeof model === 'string' ? shippedCheckpoint(model) : undefined);
  if (entry && (weightsBaseUrl !== undefined || publishedNamed(model)))
    return addressesOf(placesOf(entry, weightsBaseUrl));
  if (entry) return undefined;
  const [name, offer] = typeof model === 'string' ? [model, namesToOffer(model)] : [config, ''];
  throw new Error(`no weights of ${name} come with the library; ${offer}give a checkpoint with --weights FILE or URL`);
}

const addressesOf = ({ first, mirrors = [] }: Places): readonly string[] => [first, ...mirrors];

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
