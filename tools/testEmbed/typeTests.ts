/** What TypeScript must make of the package's types: right answers, and errors for what is wrong. */

/** Runs with every library: `Equal` is false for `any`. */
const COMMON = `import {
  cache, ConfigError, createClassifier, isSupported, models, ResNeStError, WeightsError,
  type Classification, type Classifier, type ClassifierOptions, type ErrorCode, type Features, type TensorSource, type WeightCache,
} from 'resnest-webgpu';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <T extends true>(): void => void (undefined as T | undefined);

export async function common(classifier: Classifier, photo: Blob, tensor: TensorSource, signal: AbortSignal): Promise<void> {
  const one = await classifier.classify(photo, { topK: 3, signal });
  is<Equal<typeof one, Classification[]>>();
  is<Equal<typeof one[0]['label'], string>>();
  const batch = await classifier.classify([photo, photo]);
  is<Equal<typeof batch, Classification[][]>>();
  const mixed = await classifier.classify([photo, tensor] as const, { signal });
  is<Equal<typeof mixed, Classification[][]>>();
  const files = await classifier.classify([] as File[]);
  is<Equal<typeof files, Classification[][]>>();
  // @ts-expect-error: the answer of a batch has no label
  void batch[0]?.label;
  const logits = await classifier.logits(tensor);
  is<Equal<typeof logits, Float32Array>>();
  const batchOfLogits = await classifier.logits([photo, tensor]);
  is<Equal<typeof batchOfLogits, Float32Array[]>>();
  const features = await classifier.features([tensor]);
  is<Equal<typeof features, Features[]>>();
  const bytes = classifier.info.bytes.weights;
  is<Equal<typeof bytes, number>>();
  const kept = await cache.list();
  is<Equal<typeof kept[0]['bytes'], number>>();
  const supported = await isSupported();
  is<Equal<typeof supported, boolean>>();
  const size: number | undefined = models[0]?.inputSize;
  const code: ErrorCode<'WeightsError'> = new WeightsError('damaged', 'no').code;
  // @ts-expect-error: no code of weights
  new WeightsError('option', 'no');
  const caught: ResNeStError = new WeightsError('damaged', \`\${size}\`);
  await classifier[Symbol.asyncDispose]();

  // @ts-expect-error: a number is no photo
  await classifier.classify(5);
  // @ts-expect-error: neither is an address
  await classifier.classify('/photo.jpg');
  // @ts-expect-error: a tensor has data
  await classifier.classify({ shape: [1, 3, 224, 224] });
  // @ts-expect-error: nor are numbers photos in a batch
  await classifier.classify([photo, 5]);
  // @ts-expect-error: a number is wanted
  await classifier.classify(photo, { topK: '5' });
  const prepared = await classifier.preprocess([photo]);
  is<Equal<typeof prepared, TensorSource[]>>();
  // @ts-expect-error: a tensor is prepared already
  await classifier.preprocess(tensor);
  // @ts-expect-error: info is not for writing
  classifier.info.model = 'mine';
  throw caught;
}

export async function starts(own: WeightCache): Promise<Classifier> {
  const options: ClassifierOptions = { model: { avdFirst: true }, storage: 'f16', cache: own, inputSize: [224, 320] };
  await createClassifier(options);
  await createClassifier({ weights: new URL('https://example.org/w.safetensors'), onProgress: ({ stage }) => void stage });
  await createClassifier({ weights: new Uint8Array(8), cache: false, labels: ['a', 'b'], preprocessing: 'timm' });
  // @ts-expect-error: not a storage
  await createClassifier({ storage: 'f8' });
  // @ts-expect-error: not a source of weights
  await createClassifier({ weights: 5 });
  // @ts-expect-error: not an option
  await createClassifier({ modle: 'resnest50' });
  // @ts-expect-error: not a device
  await createClassifier({ device: { name: 'mine' } });
  // @ts-expect-error: false, or a store
  await createClassifier({ cache: true });
  // @ts-expect-error: a promise has no methods of a classifier
  createClassifier().classify;
  if (!(new ConfigError('option', 'no') instanceof Error)) throw new Error();
  return createClassifier();
}
`;

/** The other entries of the package. */
const ENTRIES = `import type { Classification, Classifier, ClassifierOptions } from 'resnest-webgpu';
import { createClassifier, ResNeStError, type WorkerOptions } from 'resnest-webgpu/worker';
import { weightsUrl } from 'resnest-webgpu/weights';

export async function inWorker(options: ClassifierOptions, photo: Blob, worker: Worker): Promise<Classifier> {
  const classifier: Classifier = await createClassifier(options); // the same options, and the same classifier
  const one: Classification[] = await classifier.classify(photo, { topK: 1 });
  const batch: Classification[][] = await classifier.classify([photo]);
  const more: WorkerOptions = { worker: '/w.js', transfer: true, weights: new ArrayBuffer(8), storage: 'f16' };
  await createClassifier({ worker: new URL('https://example.org/w.js') });
  await createClassifier({ worker, weights: weightsUrl() });
  // @ts-expect-error: a worker or an address
  await createClassifier({ worker: 5 });
  // @ts-expect-error: true or false
  await createClassifier({ transfer: [new ArrayBuffer(8)] });
  // @ts-expect-error: not an option
  await createClassifier({ shared: true });
  // @ts-expect-error: a batch has an answer for each source
  const wrong: Classification[] = await classifier.classify([photo]);
  // @ts-expect-error: an address is a text
  const bytes: ArrayBuffer = weightsUrl();
  void [one, batch, more, wrong, bytes];
  if (!(new ResNeStError('worker-ended', 'no') instanceof Error)) throw new Error();
  return classifier;
}
`;

const WITH_DOM = `import type { Classification, Classifier } from 'resnest-webgpu';
import { type ResnestClassifierElement } from 'resnest-webgpu/element';

export async function elements(classifier: Classifier, image: HTMLImageElement, video: HTMLVideoElement): Promise<void> {
  const answer: Classification[] = await classifier.classify(image);
  const batch: Classification[][] = await classifier.classify([image, video, document.createElement('canvas')]);
  // @ts-expect-error: an element without pixels
  await classifier.classify(document.createElement('p'));
  // @ts-expect-error: a batch has an answer for each source
  const wrong: Classification[] = await classifier.classify([image]);
  void [answer, batch, wrong];
}

export async function tag(photo: Blob): Promise<void> {
  const made: ResnestClassifierElement = document.createElement('resnest-classifier');
  document.body.append(made);
  made.topK = 3;
  made.options = { storage: 'f16' };
  const found: readonly Classification[] = await made.classify(photo, { topK: 1 });
  document.querySelector('resnest-classifier')?.addEventListener('result', ({ detail }) => void detail.classes[0]?.label);
  made.addEventListener('error', ({ detail }) => console.log(detail.error.message), { once: true });
  made.addEventListener('click', ({ clientX }) => void clientX);
  // @ts-expect-error: a number, or null for none
  made.topK = '3';
  // @ts-expect-error: the element has a signal of its own
  made.options = { signal: AbortSignal.abort() };
  // @ts-expect-error: a result has no message
  made.addEventListener('result', ({ detail }) => void detail.message);
  const classifier: Classifier = await made.load();
  void [found, classifier];
}
`;

const WITHOUT_DOM = `import type { Classification, Classifier } from 'resnest-webgpu';

export async function inWorker(classifier: Classifier, canvas: OffscreenCanvas, frame: VideoFrame, bitmap: ImageBitmap): Promise<void> {
  const answer: Classification[] = await classifier.classify(canvas);
  const batch: Classification[][] = await classifier.classify([frame, bitmap, new ImageData(1, 1)]);
  void [answer, batch];
}
`;

const WITH_GPU = `import { createClassifier, type Classification } from 'resnest-webgpu';

export async function shared(device: GPUDevice, texture: GPUTexture): Promise<Classification[][]> {
  const classifier = await createClassifier({ device });
  const answer: Classification[] = await classifier.classify(texture);
  // @ts-expect-error: a texture is no device
  await createClassifier({ device: texture });
  return [answer, ...(await classifier.classify([texture, texture]))];
}
`;

/** The files of a consumer whose compiler knows these libraries. */
export const typeTests = (knows: {
  readonly dom: boolean;
  readonly gpu: boolean;
}): Readonly<Record<string, string>> => ({
  'src/common.ts': COMMON,
  'src/entries.ts': ENTRIES,
  ...(knows.dom ? { 'src/dom.ts': WITH_DOM } : { 'src/worker.ts': WITHOUT_DOM }),
  ...(knows.gpu ? { 'src/gpu.ts': WITH_GPU } : {}),
});
