/** The options of `npm run classify`, as a table. */
import { KERNELS } from '../../src/door';
import { precisionWords } from '../../src/core/precision';
import { storageWords } from '../../src/core/storage';
import { EDGES } from '../../src/image/sheets/grid';
import { recipeNames } from '../../src/preprocessing/recipes';
import { ACTIVATIONS } from '../../src/tasks/scoring/scores';
import {
  bounds,
  browser,
  ENVIRONMENT,
  number,
  oneOf,
  precision,
  region,
  storage,
  text,
  VARIANTS,
  wholeNumber,
} from '../common/arguments/kinds';
import { readArguments } from '../common/arguments/read';
import { flag, option, type Tool, type ValuesOf, written } from '../common/arguments/types';
import { modelOptions } from '../common/checkpoint/modelOptions';
import { UsageError } from '../common/words';

const FALLBACKS = ['wasm'] as const;

const table = {
  ...modelOptions,
  labels: option(text, { value: 'FILE', help: 'a JSON array of names, or one name a line' }),
  inputSize: option(wholeNumber(), { value: 'N', help: 'side of the square that the model sees' }),
  // What is no recipe is told by the library.
  preprocessing: option(text, { value: 'NAME', help: `how a photo becomes the input: ${recipeNames.join(', ')}` }),
  activation: option(oneOf(ACTIVATIONS), {
    ...{ value: 'NAME', help: 'how logits become scores; sigmoid is for models with many labels a photo' },
    byDefault: 'softmax',
  }),
  minScore: option(number, { value: 'S', help: 'leave out labels with a lower score' }),
  topK: option(wholeNumber(), { value: 'K', help: 'how many labels to print', byDefault: '5' }),
  storage: option(storage, {
    ...{ value: 'NAME', help: `how weights lie on the GPU: ${storageWords.join('; ')}` },
    otherwise: 'f16 for a file whose weights are f16, else f32',
  }),
  precision: option(precision, {
    ...{ value: 'NAME', help: `how activations lie on the GPU and are multiplied: ${precisionWords.join('; ')}` },
    byDefault: 'f32',
  }),
  kernels: option(oneOf(KERNELS), {
    ...{ value: 'NAME', help: "which kernels convolutions may take; direct leaves out Winograd's transforms" },
    byDefault: 'auto',
  }),
  fallback: option(oneOf(FALLBACKS), {
    value: 'NAME',
    help: 'what runs the model where the browser has no WebGPU, or emulates it on the CPU: wasm is WebAssembly',
  }),
  browser: option(browser, {
    ...{ value: 'NAME', help: 'the browser that computes', byDefault: 'chromium' },
  }),
  tensor: option(text, {
    ...{ value: 'FILE.npy', help: 'a float32 NCHW tensor instead of images, of as many channels as the model reads' },
    ...{ excludes: ['saveInput'], replacesRest: true },
  }),
  saveInput: option(text, {
    value: 'FILE.npy',
    help: 'write what preprocessing made of the images, a row for each that was answered, in order',
  }),
  saveFeatures: option(text, {
    value: 'DIR',
    help: 'write layer1.npy ... layer4.npy and embedding.npy, with the same rows',
  }),
  saveExplanation: option(text, {
    value: 'DIR',
    help: 'write why: overlay-0.png and so on (the class activation map on each photo), cam.npy and attention.json, with the same rows',
  }),
  region: option(region, {
    ...{ value: 'X,Y,W,H', help: 'the part of each photo that the model sees, in pixels; a fifth number turns it' },
    ...{ excludes: ['tensor', 'tiles'] },
  }),
  tiles: option(wholeNumber(), {
    ...{ value: 'N', help: 'classify each tile of one image, such as a map: squares of so many pixels of it' },
    excludes: ['tensor', 'saveInput', 'saveFeatures', 'saveExplanation', 'logits', 'selfTest', 'listModels', 'plan'],
  }),
  stride: option(wholeNumber(), {
    value: 'N',
    help: 'with --tiles: pixels from tile to tile',
    otherwise: 'that of --tiles',
  }),
  edge: option(oneOf(EDGES), {
    ...{ value: 'NAME', help: 'with --tiles: what becomes of tiles that reach beyond the image' },
    otherwise: 'pad, with black',
  }),
  saveGeojson: option(text, { value: 'FILE', help: 'with --tiles: write a polygon for each tile, in pixels' }),
  bounds: option(bounds, {
    ...{
      value: 'W,S,E,N',
      help: 'with --save-geojson: the edges of an image that lies north up, for coordinates in place',
    },
  }),
  crs: option(text, { value: 'NAME', help: 'with --bounds: the coordinate system, such as EPSG:27700' }),
  saveCsv: option(text, { value: 'FILE', help: 'with --tiles: write a line for each label of each tile' }),
  resume: flag('with --tiles: go on where a run that was ended left its files'),
  listModels: flag('print the models that have a name, with their published top-1, and classify nothing', {
    replacesRest: true,
  }),
  plan: flag('print the steps and bytes of a run, and run nothing'),
  selfTest: flag('instead of images: whether the GPU computes every step of the model right', { replacesRest: true }),
  logits: flag('with --json: the logits too'),
  json: flag('one JSON object a line: source, adapter, top, logits, milliseconds'),
};

const images = {
  name: 'images',
  usage: '[IMAGE | FOLDER ...]',
  empty: "an image's path is empty; name a file or a folder",
  plural: 'images',
} as const;

export const tool: Tool<typeof table, typeof images> = {
  script: 'classify',
  does: [
    'Classifies images with ResNeSt on WebGPU, in a headless browser.',
    'Without an image it classifies the sample photos; without a checkpoint, with the embedded model. What a checkpoint is shows in its tensors and in a config.json beside it; --model and --config say it better.',
  ],
  options: table,
  rest: images,
  notes: [
    `${VARIANTS} --list-models has the published checkpoints.`,
    `${ENVIRONMENT} docs/engines.md says what Firefox needs.`,
  ],
};

/** What the caller asked for; paths are as given. */
export type Options = ValuesOf<typeof table, typeof images>;

/** Options that another one needs. */
const NEEDS: readonly (readonly [keyof Options, keyof Options])[] = [
  ...(['stride', 'edge', 'saveGeojson', 'saveCsv', 'resume'] as const).map((name) => [name, 'tiles'] as const),
  ['bounds', 'saveGeojson'],
  ['crs', 'bounds'],
];

/** Reads the arguments after `classify`; throws UsageError with one sentence. */
export const parseOptions = (args: readonly string[]): Options => checkTogether(readArguments(tool, args));

/** The same options. Throws a UsageError where one cannot be obeyed without another. */
export function checkTogether(options: Options): Options {
  for (const [name, needed] of NEEDS)
    if ((options[name] ?? false) !== false && options[needed] === undefined)
      throw new UsageError(`option ${written(name)} needs ${written(needed)}; give it too`);
  if (options.tiles !== undefined && options.images.length !== 1)
    throw new UsageError(`option --tiles takes one image, not ${options.images.length}; call it once for each`);
  if (options.resume && options.saveGeojson === undefined && options.saveCsv === undefined)
    throw new UsageError('option --resume goes on with a file; give --save-geojson or --save-csv as well');
  return options;
}
