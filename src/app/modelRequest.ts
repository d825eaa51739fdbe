/**
 * The model that a person asks for, as options of the classifier.
 */
import { type ClassifierOptions, DEFAULT_MODEL, models, type PublishedEntry, publishedModels } from '../index';
import { textOf } from './fileContent';
import { readLabels } from './labels';
import type { Texts } from './language/language';
import { inSentence } from './language/numbers';
import { PageError } from './pageError';

/** The model that comes with the page. */
export const EMBEDDED_REQUEST = { origin: 'embedded' } as const;

/** The model that comes with the page, one that its authors published, or a checkpoint of the user's. */
export type ModelRequest =
  | typeof EMBEDDED_REQUEST
  | { readonly origin: 'published'; readonly name: PublishedEntry['name'] }
  | {
      readonly origin: 'own';
      /** The network's name, if the person has chosen one. */
      readonly variant: string | undefined;
      readonly weights: File;
      readonly labels: File | undefined;
      /** Its config.json: timm's, or one with the original's keywords. */
      readonly config?: File | undefined;
      /** The names of the files that were dropped with it and are not used. */
      readonly leftOut?: readonly string[];
    };

/** The model that comes with the library. */
export const EMBEDDED = modelNamed(DEFAULT_MODEL);

/** Those that their authors published. */
export const published: readonly (PublishedEntry & { readonly url: string })[] = publishedModels.flatMap((entry) =>
  entry.url === undefined ? [] : [{ ...entry, url: entry.url }],
);

/** The side in pixels of the square that a published model sees. */
export const inputSideOf = ({ model }: PublishedEntry): number => modelNamed(model).inputSize;

/** The variants of which a person may have a checkpoint. */
export const variants: readonly string[] = models.map(({ name }) => name);

function modelNamed(name: string): (typeof models)[number] {
  const model = models.find((each) => each.name === name);
  if (!model) throw new Error(`the library knows no model ${name}`);
  return model;
}

/** The request for a model that the page can fetch, or has, by its name. */
export const requestNamed = (name: PublishedEntry['name']): ModelRequest =>
  name === EMBEDDED.name ? EMBEDDED_REQUEST : { origin: 'published', name };

/** The name by which links and projects call such a model. */
export const nameOf = (request: Exclude<ModelRequest, { readonly origin: 'own' }>): string =>
  request.origin === 'embedded' ? EMBEDDED.name : request.name;

/** Whether two requests are for the same model. */
export const isSame = (one: ModelRequest, other: ModelRequest): boolean =>
  one === other || (one.origin === 'published' && other.origin === 'published' && one.name === other.name);

/** The page's name for the model, such as `resnest50 from flowers.safetensors`. */
export function titleOf(request: ModelRequest, { model }: Texts): string {
  if (request.origin !== 'own') return nameOf(request);
  const file = inSentence(request.weights.name);
  return request.variant ? model.from(request.variant, file) : file;
}

/** Throws a PageError if the labels cannot be read. */
export async function optionsOf(request: ModelRequest): Promise<ClassifierOptions> {
  if (request.origin === 'embedded') return {};
  if (request.origin === 'published') return { model: request.name };
  const { variant, weights, labels, config } = request;
  return {
    model: variant,
    weights,
    labels: labels && readLabels(labels.name, await textOf(labels)),
    configFile: config && readConfig(config.name, await textOf(config)),
  };
}

function readConfig(name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new PageError('config-foreign', name, { cause });
  }
}
