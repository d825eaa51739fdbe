/**
 * The types of the public door: what a caller gives and gets.
 */
import type { ClassifierInfo, DeviceLoss, Progress } from './classifierInfo';
import type { BrowserClass } from './core/browserClass';
import type { LabelList, LabelsByLanguage } from './weights/known/labels';
import type { Preprocessing } from './preprocessing/recipes';
import type { Precision } from './core/precision';
import type { Storage } from './core/storage';
import type { ImageSource } from './image/source';
import type { VideoSource } from './image/video/frames';
import type { ResNeStConfig } from './model/config';
import type { SelfTestReport } from './scheduler/tune/selfTest';
import type { ClassifyOptions } from './tasks/classify';
import type { Classification } from './tasks/scoring/ranked';
import type { ExplainOptions, Explanation } from './tasks/explain';
import type { Features, GpuFeatures } from './tasks/features';
import type { GpuTensor } from './tasks/gpuTensor';
import type { CallOptions, GpuOutputOptions, OutputOptions, PhotoOptions, Source, TensorSource } from './tasks/source';
import type { TileAnswer, TilesOptions } from './tasks/tiles/tiles';
import type { VideoAnswer } from './tasks/video';
import type { WeightCache } from './weights/cache/cache';
import type { WeightsInput } from './weights/fetching/carrier';
import type { WeightsBaseUrl } from './weights/known/baseUrl';
import type { Fallback } from './wasm/runtime';
import type { PublishedModel } from './weights/known/publishedNames';

export const TUNES = ['off', 'idle', 'now'] as const;
export type Tune = (typeof TUNES)[number];

export const KERNELS = ['auto', 'direct'] as const;
export type Kernels = (typeof KERNELS)[number];

/** The options of `createClassifier`. All may be left out. A wrong one is a ConfigError before anything is fetched. */
export interface ClassifierOptions {
  /**
   * A published checkpoint by its name, or an architecture for `weights`. `publishedModels` lists the former: they bring
   * labels, input size and preprocessing of their own, and are checked by their SHA-256, as far as it is known. With
   * `weights` such a name says that these are that very file, wherever it lies.
   *
   * An architecture is a variant's name, or the keywords of a configuration. Keywords without `layers` complete the
   * architecture that is read off the checkpoint: they say only what no tensor tells, such as `avdFirst`.
   * @default read off the checkpoint; without `weights` the embedded model
   * @example { model: 'resnest50d.in1k' }
   * @example { model: 'resnest50', weights: url }
   * @example { model: { avdFirst: true }, weights: url }
   */
  readonly model?: PublishedModel | (string & {}) | Partial<ResNeStConfig> | undefined;
  /**
   * The checkpoint, a safetensors file or one of torch.save, as its URL or its bytes in any form. A source that gives no
   * byte for 30 seconds is a WeightsError, a ReadableStream of yours included.
   * @default the embedded model's weights, 15 MB
   * @example { weights: 'https://example.org/resnest50.pth' }
   * @example { weights: fileInput.files[0] }
   */
  readonly weights?: WeightsInput | undefined;
  /**
   * Where you serve copies of known checkpoints: the address of their folder, in which each has the name that
   * `publishedModels` gives as `file`; or a function from such an entry to its address, or to undefined for the usual one.
   * @default the embedded model beside the module, others where their authors put them
   * @example { model: 'resnest50d.in1k', weightsBaseUrl: '/models/' }
   * @example { model: 'resnest50d.in1k', weightsBaseUrl: ({ file }) => `https://example.org/${file}?v=2` }
   */
  readonly weightsBaseUrl?: WeightsBaseUrl | undefined;
  /**
   * The SHA-256 of the checkpoint, 64 hexadecimal digits. Other bytes are a WeightsError, and the cache keeps none of them. The
   * cache then knows the weights by this digest, under any address and without one.
   * @default not checked, but for checkpoints that this library knows
   * @example { weights: file, sha256: '528c19ca...' }
   */
  readonly sha256?: string | undefined;
  /**
   * The parsed config.json of the checkpoint: timm's, or one with the original's keywords.
   * @default the config.json beside the URL of `weights`, if there is one
   * @example { weights: url, configFile: { architecture: 'resnest50d', num_classes: 10 } }
   */
  readonly configFile?: unknown;
  /**
   * Which head of a checkpoint with several, by its name in the file.
   * @default the only one; with several, a ConfigError lists them
   * @example { weights: url, head: 'head.fc' }
   */
  readonly head?: string | undefined;
  /**
   * One label for each class, in their order; or such lists by language, of which the first is used where a call names no
   * `language`. The lists have the same length.
   * @default a known checkpoint's own, those of its config.json, ImageNet's for 1000 classes, else `class 17`. All but those
   * of a config.json are English; this library brings no translations.
   * @example { weights: url, labels: ['cat', 'dog'] }
   * @example { weights: url, labels: { en: ['cat', 'dog'], de: ['Katze', 'Hund'] } }
   */
  readonly labels?: LabelList | LabelsByLanguage | undefined;
  /**
   * The size in pixels that photos are brought to, from 1 to 4096: the side of a square, or height and width. Photos need a
   * square; tensors may have any size.
   * @default the model's own, such as 224
   * @example { inputSize: 320 }
   */
  readonly inputSize?: number | readonly [height: number, width: number] | undefined;
  /**
   * How a photo becomes the input: `timm`, `hub`, `official-train` or `official-verify`, or a recipe with numbers of its
   * own. Resampling is Pillow's, bit for bit.
   * @default the model's own, else `timm`
   * @example { preprocessing: 'hub' }
   */
  readonly preprocessing?: string | Preprocessing | undefined;
  /**
   * How weights are kept on the GPU: as f32, as f16 (half the memory), or as int8 with one scale for each output channel (a
   * quarter of it).
   * @default f16 if the checkpoint's weights are f16, else f32
   * @example { storage: 'f16' }
   */
  readonly storage?: Storage | undefined;
  /**
   * In which numbers activations lie on the GPU and are multiplied: `f32`, or `f16` for half their memory where the GPU has
   * `shader-f16`, else f32 all the same; `info.precision` tells. Sums, means, attention and outputs are f32 in both. Logits of
   * f16 stray by up to 1 % of the largest.
   * @default 'f32'
   * @example { precision: 'f16' }
   */
  readonly precision?: Precision | undefined;
  /**
   * A GPUDevice of yours to share; `dispose` leaves it alone.
   * @default a device of the classifier's own
   * @example { device: await adapter.requestDevice() }
   */
  readonly device?: BrowserClass<'GPUDevice'> | undefined;
  /**
   * Where packed weights are kept for the next start, or `false` for nowhere. Weights of a URL are kept, and those with a
   * `sha256`; blob: and data: URLs are not. Signatures and tokens in a URL (S3, Google, Azure) and its fragment do not make
   * it another one. While a download runs, what has come of it is kept as well, so that it goes on after a reload; beside a
   * cache of your own only if that says `keepsDownloads`. A start from the cache asks the server once whether each file
   * is still the same, unless `sha256` names it: a changed one is loaded anew. Without a network, or where the new one
   * is no checkpoint, the old one serves. With `false` nothing is kept. With `false`, or where the page
   * preloads the URL, the browser's HTTP cache is used. A cache that fails or hangs is passed by.
   * @default IndexedDB of this origin
   * @example { weights: url, cache: false }
   */
  readonly cache?: false | WeightCache | undefined;
  /**
   * Whether kernels are timed against each other on this device: `off` for never, `idle` between calls after the first
   * answer, `now` for some ten seconds before createClassifier resolves. Results, a few kB, are kept in IndexedDB. Later
   * classifiers use them and go on with the rest, unless their `tune` is `off`.
   * @default 'off'
   * @example { tune: 'idle' }
   */
  readonly tune?: Tune | undefined;
  /**
   * Which kernels may compute convolutions: `direct` leaves out Winograd's transforms, which round a little more.
   * @default 'auto'
   * @example { kernels: 'direct' }
   */
  readonly kernels?: Kernels | undefined;
  /**
   * What runs the model where there is no WebGPU, or only one that emulates a GPU on the CPU: onnxruntime-web, which you
   * install, in WebAssembly. Answers are the same, slower than on a GPU. `info.backend` says what was taken. It is not
   * loaded where a GPU is, nor with a `device`.
   * @default none: without WebGPU createClassifier throws a WebGPUUnavailableError
   * @example { fallback: { wasm: () => import('onnxruntime-web/wasm') } }
   * @example { fallback: { wasm: '/ort/ort.wasm.bundle.min.mjs' } }
   */
  readonly fallback?: Fallback | undefined;
  /**
   * Ends the start: createClassifier rejects with the signal's reason within 100 ms, and nothing stays behind.
   * @default the start runs to its end
   * @example { signal: AbortSignal.timeout(60_000) }
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Is called with each step of the start, and never after its end. An error that it throws ends the start.
   * @default nobody is told
   * @example { onProgress: ({ stage, loaded, total }) => console.log(stage, loaded, total) }
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /**
   * Is called when the GPU device is lost, during the start as well. A classifier with a device of its own opens the model
   * again, from the cache or from `weights`, and runs the calls again that were waiting. An ArrayBuffer or Uint8Array is
   * kept for that as long as the classifier; a ReadableStream can be read only once.
   * @default nobody is told
   * @example { onDeviceLost: ({ reason, message, recovering }) => report(reason, message, recovering) }
   */
  readonly onDeviceLost?: ((loss: DeviceLoss) => void) | undefined;
}

/**
 * A model on the GPU. Calls may overlap: they run one after the other. Every call may throw a DeviceLostError or a
 * GpuMemoryError, and after `dispose` a ResNeStError with the code `disposed`. A loss of a device of the classifier's own
 * only makes calls wait, unless the model cannot be opened again.
 */
export interface Classifier {
  readonly info: ClassifierInfo;

  /**
   * The most probable classes of a source, best first; of an array of sources, one such list each. A tensor must hold one
   * image. Throws an ImageError for a source that cannot be read, a ConfigError for a checkpoint without a classifier.
   * @example const [best] = await classifier.classify(photo); // { index: 504, label: 'coffee mug', score: 0.93 }
   */
  classify(source: Source, options?: ClassifyOptions): Promise<Classification[]>;
  classify(sources: readonly Source[], options?: ClassifyOptions): Promise<Classification[][]>;

  /**
   * The classes of a video as it goes on: an answer to the newest frame each time that the model is free. Frames that come
   * meanwhile are dropped, not queued, and all but an element's are closed. It ends with the video, by `break`, and by
   * `signal`, whose reason it throws; it throws what `classify` throws as well. An element that is paused or hidden shows no
   * frames, so the iterator waits. `break` cancels a stream and ends an iterable, but stops neither a track nor an element.
   *
   * Sources are a video element, a camera's track, and a ReadableStream or an async iterable of VideoFrames. Throws an
   * ImageError at once for any other, and where the browser gives no frames of a track: only some have
   * MediaStreamTrackProcessor in a page, others in a worker only.
   * @example
   * for await (const { time, classes } of classifier.classifyVideo(video, { topK: 1, signal }))
   *   caption.textContent = `${time.toFixed(1)} s: ${classes[0]?.label}`;
   */
  classifyVideo(video: VideoSource, options?: ClassifyOptions): AsyncGenerator<VideoAnswer, void, undefined>;

  /**
   * The classes of a sheet, such as a map or a scan, tile after tile from the top left, each as `classify` answers the tile
   * cut out. Two batches are cut and run ahead. `break` ends it, and `signal`, whose reason it throws.
   *
   * A PNG of any size is read row by row: a row of tiles is decoded at once, 4 bytes a pixel. Other files, and PNGs that are
   * interlaced or turned, are decoded by the browser whole, once; browsers stop at 2.1 GB. Other sources are taken as they
   * are at the call, but a GPUTexture must not change before the end. Throws an ImageError for a sheet that cannot be read,
   * at once or at a damaged row of a PNG, and a ConfigError for wrong options and without a classifier.
   * @example
   * for await (const { x, y, classes } of classifier.classifyTiles(file, { tile: 224, topK: 1 })) draw(x, y, classes);
   */
  classifyTiles(source: ImageSource, options?: TilesOptions): AsyncGenerator<TileAnswer, void, undefined>;

  /**
   * The logits [classes] of a source, [N, classes] of a tensor of N images; of an array of sources, one each. Throws an
   * ImageError for a source that cannot be read, a ConfigError for a checkpoint without a classifier.
   */
  logits(source: Source, options?: PhotoOptions): Promise<Float32Array>;
  logits(sources: readonly Source[], options?: PhotoOptions): Promise<Float32Array[]>;

  /**
   * The pooled features [2048] of a source, [N, 2048] of a tensor of N images; of an array of sources, one each. They are
   * [4096] where the model pools by mean and maximum. With `output: 'gpu'` they stay in a GPU buffer, which is yours to
   * destroy; `GpuTensor` says in which layout. Throws an ImageError for a source that cannot be read.
   * @example const { buffer, device, shape } = await classifier.embed(photo, { output: 'gpu' });
   */
  embed(source: Source, options: GpuOutputOptions): Promise<GpuTensor>;
  embed(sources: readonly Source[], options: GpuOutputOptions): Promise<GpuTensor[]>;
  embed(source: Source, options?: OutputOptions<'cpu'>): Promise<Float32Array>;
  embed(sources: readonly Source[], options?: OutputOptions<'cpu'>): Promise<Float32Array[]>;

  /**
   * The feature maps of a source, from layer1 [N, 256, H/4, W/4] to layer4 [N, 2048, H/32, W/32] in models that do not
   * dilate; of an array of sources, one set each. With `output: 'gpu'` they stay in GPU buffers, which are yours to destroy.
   * Throws an ImageError for a source that cannot be read.
   * @example const { layer4 } = await classifier.features(photo); // { shape: [1, 2048, 7, 7], data }
   */
  features(source: Source, options: GpuOutputOptions): Promise<GpuFeatures>;
  features(sources: readonly Source[], options: GpuOutputOptions): Promise<GpuFeatures[]>;
  features(source: Source, options?: OutputOptions<'cpu'>): Promise<Features>;
  features(sources: readonly Source[], options?: OutputOptions<'cpu'>): Promise<Features[]>;

  /**
   * Why a source is taken for a class: where in it the evidence lies, and what split attention did in each block; of an
   * array, one explanation each. A tensor must hold one image. It takes one run, as `classify` does.
   *
   * Throws a ConfigError for an `index` that is no class, for a checkpoint without a classifier, and for a model whose
   * logits are no sum over the places of layer4's maps: one that pools other than by the mean, or whose classifier has a
   * ReLU between its layers. Throws an ImageError for a source that cannot be read.
   *
   * @example
   * const { label, map, onPhoto } = await classifier.explain(photo);
   * const { shape, data } = onPhoto(); // [height, width] of the photo; NaN where the model did not look
   */
  explain(source: Source, options?: ExplainOptions): Promise<Explanation>;
  explain(sources: readonly Source[], options?: ExplainOptions): Promise<Explanation[]>;

  /**
   * The input [1, 3, H, W] that a photo is brought to before it is classified, [1, 1, H, W] for a model of grey photos; of
   * an array of photos, one each. Throws an ImageError for a photo that cannot be read.
   */
  preprocess(source: ImageSource, options?: PhotoOptions): Promise<TensorSource>;
  preprocess(sources: readonly ImageSource[], options?: PhotoOptions): Promise<TensorSource[]>;

  /**
   * Whether the kernels that compute the logits are right on this device. Each runs twice on known numbers and is compared
   * with a reference in float64. It takes some seconds. Programs of first answers are tested as well. Put `text` of the report into a bug report.
   */
  selfTest(options?: CallOptions): Promise<SelfTestReport>;

  /**
   * Opens the model on another GPU device, after the calls that were made before; later calls wait for it. A classifier
   * with a `device` of yours needs it when that device is lost. One with a device of its own needs it only after three
   * losses within a minute; without a `device` it takes one of its own again, or stays on the one that it has. Throws what
   * createClassifier throws; the model then stays where it was.
   * @example classifier.recover(await adapter.requestDevice())
   */
  recover(device?: BrowserClass<'GPUDevice'>, options?: CallOptions): Promise<void>;

  /** Waits for calls that run, then frees everything on the GPU, and the device unless it is the caller's. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
