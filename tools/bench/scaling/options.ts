/** The options of `npm run bench -- --scaling`. */
import { STORAGES, type Storage } from '../../../src/core/tensor';
import { flag, oneOf, readArguments, text, wholeNumber } from '../../common/arguments';
import { type BrowserName, BROWSERS } from '../../common/browser/types';
import { UsageError, withoutUndefined } from '../../classify/options';
import { batchSize, DEFAULT_MODEL, modelName } from '../options';
import type { Axis, Point } from './series';

export interface ScalingOptions {
  /** The points of each series that is wanted. */
  readonly series: ReadonlyMap<Axis, readonly Point[]>;
  readonly storage: Storage;
  /** Measured runs of each point. */
  readonly runs: number;
  /** The folder for the plots, and for performance.md with the tables. */
  readonly out?: string;
  readonly browser: BrowserName;
  readonly json: boolean;
  readonly help: boolean;
}

const DEFAULTS = {
  ...{ model: DEFAULT_MODEL, 'input-size': '224', storage: 'f32', runs: '3', browser: 'chromium' },
  'input-sizes': '64,96,128,160,192,224,256,320,384,448,512',
  batches: '1,2,3,4,6,8',
  models: 'resnest50,resnest101,resnest200,resnest269',
} as const;

export const help = `Measures how time and GPU memory of ours grow with input size, batch and model: one headless browser, seeded weights, all
shapes of a model in turns, on a device with WebGPU's default limits.

npm run bench -- --scaling [OPTIONS]

  --input-sizes LIST    sides of the square input, for one image (${DEFAULTS['input-sizes']})
  --batches LIST        images in one run (${DEFAULTS.batches})
  --models LIST         variants by name, for one image (${DEFAULTS.models})
  --model NAME          whose input sizes and batches (${DEFAULTS.model})
  --input-size N        at which batches and models (${DEFAULTS['input-size']})
  --storage KIND        how weights lie on the GPU: ${STORAGES.join(', ')} (${DEFAULTS.storage})
  --runs N              measured runs of each point (${DEFAULTS.runs})
  --out FOLDER          writes the plots there, and the tables into its performance.md; docs for the project's own
  --browser NAME        chromium or firefox (${DEFAULTS.browser})
  --json                on the last line all numbers as JSON
  --help                print this

A LIST has two values or more, with commas between them; none leaves its series out.
RESNEST_BROWSER names Chromium's file; RESNEST_ADAPTER=swiftshader or hardware chooses its GPU.`;

const known = {
  ...{ 'input-sizes': text, batches: text, models: text, model: text, 'input-size': text, storage: text },
  ...{ runs: text, out: text, browser: text, scaling: flag, json: flag, help: { ...flag, short: 'h' } },
} as const;

/** Reads the arguments after `bench`; throws UsageError with one sentence. */
export function parseScalingOptions(args: readonly string[]): ScalingOptions {
  const values = { ...DEFAULTS, ...readArguments(args, known) };
  const { model: name, out, json, help } = values;
  const model = modelName(name);
  const inputSize = wholeNumber('input-size', values['input-size']);
  const all: readonly (readonly [Axis, readonly Point[]])[] = [
    ['input-size', list('input-sizes', values, wholeNumber).map((side) => ({ model, inputSize: side, batch: 1 }))],
    ['batch', list('batches', values, batchSize).map((batch) => ({ model, inputSize, batch }))],
    ['model', list('models', values, (_, other) => modelName(other)).map((m) => ({ model: m, inputSize, batch: 1 }))],
  ];
  const series = new Map(all.filter(([, points]) => points.length > 0));
  if (series.size === 0)
    throw new UsageError('--input-sizes, --batches and --models are all none; leave one of them out.');
  return {
    ...withoutUndefined({ out }),
    series,
    storage: oneOf('storage', values.storage, STORAGES),
    runs: wholeNumber('runs', values.runs),
    browser: oneOf('browser', values.browser, BROWSERS),
    ...{ json, help },
  };
}

/** The values of an option, each once. */
function list<Name extends string, T>(
  name: Name,
  values: Readonly<Record<Name, string>>,
  read: (name: string, value: string) => T,
): T[] {
  const given = values[name];
  if (given === 'none') return [];
  const items = [...new Set(given.split(',').map((value) => read(name, value)))];
  if (items.length > 1) return items;
  throw new UsageError(
    `Option --${name} is '${given}'; it must be two values or more with commas between them, or none.`,
  );
}
