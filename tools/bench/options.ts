/** The options of the benchmark, as a table. */
import { MOST_IMAGES } from '../../src/scheduler/run/sessions';
import {
  browser,
  ENVIRONMENT,
  listOf,
  oneOf,
  precision,
  storage,
  text,
  variant,
  VARIANTS,
  wholeNumber,
} from '../common/arguments/kinds';
import { readArguments } from '../common/arguments/read';
import { flag, option, type Tool, type ValuesOf } from '../common/arguments/types';
import { PEERS } from './types';

export const DEFAULT_RUNS = 5;

/** As many images as the library runs at once. */
export const batch = wholeNumber(MOST_IMAGES);

const table = {
  model: option(variant, { value: 'NAME', help: 'a model by name', byDefault: 'resnest50' }),
  weights: option(text, {
    ...{ value: 'FILE|URL', help: 'its checkpoint' },
    otherwise: 'weights from a seeded generator, which take the same time',
  }),
  inputSize: option(wholeNumber(), { value: 'N', help: 'side of the square input', otherwise: "the model's own" }),
  batch: option(batch, { value: 'N', help: `images in one run, 1 to ${MOST_IMAGES}`, byDefault: '1' }),
  storage: option(storage, { value: 'NAME', help: 'how our weights lie on the GPU', byDefault: 'f32' }),
  precision: option(precision, { value: 'NAME', help: 'how our activations lie there', byDefault: 'f32' }),
  runs: option(wholeNumber(), {
    ...{ value: 'N', help: 'measured runs of each runtime' },
    otherwise: `${DEFAULT_RUNS}, fewer of a runtime that takes more than a minute for them`,
  }),
  peers: option(listOf(oneOf(PEERS)), {
    ...{ value: 'NAMES', help: 'the other runtimes, with a comma between them, or none for ours alone' },
    byDefault: 'ort-webgpu,ort-wasm',
  }),
  against: option(text, {
    ...{ value: 'DIR', help: 'the dist folder of another build of ours, as one more peer, which keeps no weights' },
    otherwise: 'none',
  }),
  browser: option(browser, { value: 'NAME', help: 'the browser that they run in', byDefault: 'chromium' }),
  json: flag('on the last line all numbers as JSON'),
};

export const tool: Tool<typeof table, undefined> = {
  script: 'bench',
  does: [
    'Measures ResNeSt on WebGPU beside ONNX Runtime Web, in one headless browser, in turns.',
    'With --scaling it measures ours alone, at many input sizes, batches and models; --scaling --help tells more.',
  ],
  options: table,
  rest: undefined,
  notes: [VARIANTS, ENVIRONMENT],
};

export type BenchOptions = ValuesOf<typeof table, undefined>;

/** Reads the arguments after `bench`; throws UsageError with one sentence. */
export const parseBenchOptions = (args: readonly string[]): BenchOptions => readArguments(tool, args);
