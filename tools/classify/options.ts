/** The options of the command line, checked; see help.ts for what they mean. */
import { parseArgs } from 'node:util';
import { type BrowserName, BROWSERS } from '../common/browser/types';
import { STORAGES, type Storage } from '../../src/core/tensor';
import { KERNELS, type Kernels } from '../../src/door';

/** A mistake in how the command was called: exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** What the caller asked for; paths are as given. */
export interface Options {
  readonly images: readonly string[];
  readonly model?: string;
  readonly config?: string;
  readonly weights?: string;
  readonly head?: string;
  readonly labels?: string;
  readonly inputSize?: number;
  readonly preprocessing?: string;
  readonly browser: BrowserName;
  readonly topK: number;
  readonly storage?: Storage;
  readonly kernels: Kernels;
  readonly tensor?: string;
  readonly saveInput?: string;
  readonly saveFeatures?: string;
  readonly plan: boolean;
  readonly selfTest: boolean;
  readonly logits: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

const DEFAULT_TOP_K = 5;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

const known = {
  model: text,
  config: text,
  weights: text,
  head: text,
  labels: text,
  'input-size': text,
  preprocessing: text,
  'top-k': text,
  storage: text,
  kernels: text,
  browser: text,
  tensor: text,
  'save-input': text,
  'save-features': text,
  plan: flag,
  'self-test': flag,
  logits: flag,
  json: flag,
  help: { ...flag, short: 'h' },
} as const;

/** Pairs of options of which only one can be obeyed. */
const exclusive = [
  ['model', 'config'],
  ['tensor', 'save-input'],
] as const;

/** Reads the arguments after `classify`; throws UsageError with one sentence. */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals: images } = parse(args);
  for (const [name, value] of Object.entries(values))
    if (value === '') throw new UsageError(`option --${name} has an empty value`);
  if (images.includes('')) throw new UsageError("an image's path is empty; name a file or a folder");
  for (const [one, other] of exclusive)
    if (values[one] !== undefined && values[other] !== undefined)
      throw new UsageError(`options --${one} and --${other} exclude each other; give one of them`);
  for (const [given, name] of [
    [values.tensor !== undefined, 'tensor'],
    [values['self-test'], 'self-test'],
  ] as const)
    if (given && images.length > 0)
      throw new UsageError(`option --${name} takes the place of images; leave out ${images.join(' ')}`);

  const { config, head, labels, model, plan, preprocessing, tensor, weights, logits, json, help } = values;
  const given = { model, config, weights, head, labels, preprocessing, tensor, saveInput: values['save-input'] };
  const saveFeatures = values['save-features'];
  return {
    ...withoutUndefined({
      ...given,
      saveFeatures,
      inputSize: count('input-size', values['input-size']),
      storage: storage(values.storage),
    }),
    browser: browser(values.browser),
    kernels: kernels(values.kernels),
    topK: count('top-k', values['top-k']) ?? DEFAULT_TOP_K,
    ...{ images, plan, selfTest: values['self-test'], logits, json, help },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, option] = /'(?:-\w, )?(--[\w-]+)[^']*' argument is ambiguous/.exec(message) ?? [];
    const value = option && args[args.indexOf(option) + 1];
    if (value) throw new UsageError(`option ${option} has no value; if '${value}' is it, write ${option}=${value}`);
    const [sentence = ''] = message.split(/\. |\n/);
    const opened = sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
    throw new UsageError(`${opened}; --help lists the options`);
  }
}

function browser(value: BrowserName | string = 'chromium'): BrowserName {
  const name = BROWSERS.find((known) => known === value);
  if (!name) throw new UsageError(`option --browser is ${BROWSERS.join(' or ')}, not ${value}`);
  return name;
}

function count(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]\d*$/.test(value)) return Math.min(Number(value), Number.MAX_SAFE_INTEGER);
  throw new UsageError(`option --${name} is '${value}'; it must be a whole number above 0`);
}

function storage(value: string | undefined): Storage | undefined {
  const found = STORAGES.find((name) => name === value);
  if (value !== undefined && !found)
    throw new UsageError(`option --storage is '${value}'; it must be ${STORAGES.join(' or ')}`);
  return found;
}

function kernels(value: Kernels | string = 'auto'): Kernels {
  const found = KERNELS.find((name) => name === value);
  if (!found) throw new UsageError(`option --kernels is '${value}'; it must be ${KERNELS.join(' or ')}`);
  return found;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The same object without the keys whose value is undefined, which exactOptionalPropertyTypes tells apart. */
export const withoutUndefined = <T extends object>(object: T): Defined<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
