/** The options of `npm run bench -- --scaling`, as a table. */
import {
  browser,
  ENVIRONMENT,
  listOf,
  NONE,
  storage,
  text,
  variant,
  VARIANTS,
  wholeNumber,
} from '../../common/arguments/kinds';
import { readArguments } from '../../common/arguments/read';
import { flag, option, type Tool, type ValuesOf } from '../../common/arguments/types';
import { UsageError } from '../../common/words';
import { batch } from '../options';
import type { Axis, Point } from '../types';

const FEWEST_POINTS = 2;

const table = {
  inputSizes: option(listOf(wholeNumber(), FEWEST_POINTS), {
    ...{ value: 'LIST', help: 'sides of the square input, for one image' },
    byDefault: '64,96,128,160,192,224,256,320,384,448,512',
  }),
  batches: option(listOf(batch, FEWEST_POINTS), { value: 'LIST', help: 'images in one run', byDefault: '1,2,3,4,6,8' }),
  models: option(listOf(variant, FEWEST_POINTS), {
    ...{ value: 'LIST', help: 'models by name, for one image' },
    byDefault: 'resnest50,resnest101,resnest200,resnest269',
  }),
  model: option(variant, { value: 'NAME', help: 'the model of the input sizes and batches', byDefault: 'resnest50' }),
  inputSize: option(wholeNumber(), {
    ...{ value: 'N', help: 'side of the square input for the batches and models' },
    byDefault: '224',
  }),
  storage: option(storage, { value: 'NAME', help: 'how weights lie on the GPU', byDefault: 'f32' }),
  runs: option(wholeNumber(), { value: 'N', help: 'measured runs of each point', byDefault: '3' }),
  out: option(text, {
    value: 'FOLDER',
    help: "writes the plots there, and the tables into its performance.md; docs for the project's own",
  }),
  browser: option(browser, { value: 'NAME', help: 'the browser that computes', byDefault: 'chromium' }),
  json: flag('on the last line all numbers as JSON'),
};

export const tool: Tool<typeof table, undefined> = {
  script: 'bench',
  does: [
    "Measures how time and GPU memory of ours grow with input size, batch and model: one headless browser, seeded weights, all shapes of a model in turns, on a device with WebGPU's default limits.",
  ],
  options: table,
  rest: undefined,
  chosenBy: 'scaling',
  notes: [
    `A LIST has ${FEWEST_POINTS} values or more, with commas between them; ${NONE} leaves its series out.`,
    ...[VARIANTS, ENVIRONMENT],
  ],
};

export type ScalingValues = ValuesOf<typeof table, undefined>;

export interface ScalingOptions extends Pick<ScalingValues, 'storage' | 'runs' | 'out' | 'browser' | 'json' | 'help'> {
  /** The points of each series that is wanted. */
  readonly series: ReadonlyMap<Axis, readonly Point[]>;
}

/** The options with the points of each series. Throws UsageError if there is none. */
export function withSeries({
  model,
  inputSize,
  inputSizes,
  batches,
  models,
  ...others
}: ScalingValues): ScalingOptions {
  const all: readonly (readonly [Axis, readonly Point[]])[] = [
    ['input-size', inputSizes.map((side) => ({ model, inputSize: side, batch: 1 }))],
    ['batch', batches.map((images) => ({ model, inputSize, batch: images }))],
    ['model', models.map((name) => ({ model: name, inputSize, batch: 1 }))],
  ];
  const series = new Map(all.filter(([, points]) => points.length > 0));
  if (series.size > 0) return { ...others, series };
  throw new UsageError('options --input-sizes, --batches and --models are all none; leave one of them out');
}

/** Reads the arguments after `bench`; throws UsageError with one sentence. */
export const parseScalingOptions = (args: readonly string[]): ScalingOptions => withSeries(readArguments(tool, args));
