/**
 * What the attributes of an element ask of the library.
 */
import { ConfigError } from '../core/errors';
import { inWords, isObject } from '../core/json';
import { messageOf } from '../core/wording';
import {
  type Activation,
  type Classifier,
  type ClassifyOptions,
  createClassifier as createInPage,
  type Labels,
  type Progress,
} from '../index';
import { createClassifier as createInWorker, type WorkerOptions } from '../worker/index';
import type { Reflected } from './reflected';

/** Options beyond the attributes. Elements share a classifier, so that the element has signals and progress of its own. */
export type ElementOptions = Omit<WorkerOptions, 'signal' | 'onProgress'>;

/** What every start is given. */
export interface Start {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

const PLACES = ['worker', 'page'] as const;
const TIMES = ['eager', 'lazy', 'photo'] as const;

/** One of the values of an attribute, the first by default. Throws a ConfigError for another. */
function oneOf<Value extends string>(name: string, given: string | null, values: readonly [Value, ...Value[]]): Value {
  const found = given === null ? values[0] : values.find((value) => value === given);
  if (found !== undefined) return found;
  throw new ConfigError('option', `the attribute ${name} must be ${values.join(' or ')}, not ${inWords(given)}`);
}

/** When the model is to be loaded. */
export const timeOf = ({ loading }: Reflected): (typeof TIMES)[number] => oneOf('loading', loading, TIMES);

/** The options of a call. A wrong one is an error of the library's. */
export const callOptions = ({ topK, minScore, activation, language, labels }: Reflected): ClassifyOptions => ({
  ...(topK === null ? {} : { topK }),
  ...(minScore === null ? {} : { minScore }),
  ...(activation === null ? {} : { activation: activation as Activation }),
  // Without lists by language it is the language of the numbers alone.
  ...(language === null || labels === null ? {} : { language }),
});

/** Options of createClassifier that the element gives itself, and what does in their place. */
const OWN = { signal: 'remove the element to end its start', onProgress: "listen to its 'progress' events" };

/** Each object of options has a number, by which elements with the same object share a classifier. */
const numbers = new WeakMap<object, number>();
let count = 0;

function numberOf(options: object): number {
  if (!isObject(options))
    throw new ConfigError('option', `options must be an object, such as { storage: 'f16' }, not ${inWords(options)}`);
  const own = Object.entries(OWN).find(([name]) => options[name] !== undefined);
  if (own) throw new ConfigError('option', `options of an element have no ${own[0]}; ${own[1]}`);
  const number = numbers.get(options) ?? (count += 1);
  numbers.set(options, number);
  return number;
}

/** Elements with the same key share a classifier. */
export const keyOf = (element: Reflected, options: ElementOptions | undefined): string => {
  const { in: place, worker, model, weights, weightsBaseUrl, labels } = element;
  return JSON.stringify([place, worker, model, weights, weightsBaseUrl, labels, options && numberOf(options)]);
};

/** Starts a classifier as an element asks for it now. Throws what createClassifier throws. */
export async function startFor(
  element: Reflected,
  options: ElementOptions | undefined,
  start: Start,
): Promise<Classifier> {
  const { in: place, model, weights, weightsBaseUrl, labels, worker } = element;
  const isInPage = oneOf('in', place, PLACES) === 'page';
  const given = {
    ...(model === null ? {} : { model }),
    ...(weights === null ? {} : { weights }),
    ...(weightsBaseUrl === null ? {} : { weightsBaseUrl }),
    ...(labels === null ? {} : { labels: await labelsAt(labels, start.signal) }),
  };
  if (isInPage) return createInPage({ ...given, ...options, ...start });
  return createInWorker({ ...given, ...(worker === null ? {} : { worker }), ...options, ...start });
}

/** The labels in a file; createClassifier checks them. */
async function labelsAt(address: string, signal: AbortSignal): Promise<Labels> {
  const failed = (why: string): ConfigError =>
    new ConfigError(
      'option',
      `the attribute labels must be the address of a JSON file with labels; ${inWords(address)} ${why}`,
    );
  const response = await fetch(address, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw failed(`cannot be fetched (${messageOf(error)})`);
  });
  if (!response.ok) throw failed(`answers with status ${response.status}`);
  return response.json().catch(() => {
    signal.throwIfAborted();
    throw failed('is no JSON');
  }) as Promise<Labels>;
}
