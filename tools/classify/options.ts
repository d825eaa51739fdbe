/** The options of `npm run classify`, as a table. */
import { KERNELS } from '../../src/door';
import { storageWords } from '../../src/core/storage';
import { recipeNames } from '../../src/preprocessing/recipes';
import { ACTIVATIONS } from '../../src/tasks/scoring/scores';
import { browser, ENVIRONMENT, number, oneOf, storage, text, VARIANTS, wholeNumber } from '../common/arguments/kinds';
import { readArguments } from '../common/arguments/read';
import { flag, option, type Tool, type ValuesOf } from '../common/arguments/types';
import { modelOptions } from '../common/checkpoint/modelOptions';

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
  kernels: option(oneOf(KERNELS), {
    ...{ value: 'NAME', help: "which kernels convolutions may take; direct leaves out Winograd's transforms" },
    byDefault: 'auto',
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

/** Reads the arguments after `classify`; throws UsageError with one sentence. */
export const parseOptions = (args: readonly string[]): Options => readArguments(tool, args);
