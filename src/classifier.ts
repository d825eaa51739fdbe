/**
 * The classifier: wires image, weights and scheduler, and lets one call run after the other.
 */
import { ConfigError, ImageError, ResNeStError } from './core/errors';
import type { Preprocessing } from './core/pixels';
import { elementCount, fromBlocked, type Shape4, type Storage, STORAGES, toBlocked } from './core/tensor';
import { readBuffer } from './gpu/buffers';
import { acquireDevice, type Gpu } from './gpu/device';
import { PipelineCache } from './gpu/pipelines';
import { recipeNamed, resampleFor } from './image/recipes';
import { type ImageSource, openPhoto } from './image/source';
import { type Classification, topK } from './image/topk';
import { Preprocessor } from './kernels/preprocess';
import type { ResNeStConfig } from './model/config';
import { parameterCount, parametersOf } from './model/parameters';
import { buildResNeSt } from './model/resnest';
import { type SelectedModel, selectModel } from './model/select';
import { activationBytesOf, makePlan } from './scheduler/plan';
import { compilePlan, GpuWeights, type Session } from './scheduler/session';
import { Sessions } from './scheduler/sessions';
import { indexedDBCache, type WeightCache } from './weights/cache';
import type { WeightsInput } from './weights/download';
import { type Checkpoint, loadWeights } from './weights/load';
import { type ManifestEntry, shippedCheckpoint, shippedLabels, shippedUrl } from './weights/manifest';

/** How far the start has come, in units of its stage: bytes, weights, or programs. */
export interface Progress {
  readonly stage: 'download' | 'pack' | 'compile';
  readonly loaded: number;
  /** Undefined where the server does not tell. */
  readonly total: number | undefined;
}

export interface ClassifierOptions {
  /** A variant's name, or a configuration of one's own; by default the embedded model. */
  readonly model?: string | Partial<ResNeStConfig> | undefined;
  /** A safetensors checkpoint: its URL, or its bytes in any form; by default the embedded model's. */
  readonly weights?: WeightsInput | undefined;
  /** One label a class; by default the embedded model's, else `class 17`. */
  readonly labels?: readonly string[] | undefined;
  /** Height and width that photos are brought to; by default the model's own. */
  readonly inputSize?: number | readonly [height: number, width: number] | undefined;
  /** The name of a recipe that brings photos to the input size; by default the model's own. */
  readonly preprocessing?: string | undefined;
  /** How weights are kept on the GPU; by default f16 if the checkpoint's are f16, else f32. */
  readonly storage?: Storage | undefined;
  /** A device to share; by default one of its own. */
  readonly device?: GPUDevice | undefined;
  /** Where packed weights of a URL are kept for the next start: IndexedDB by default, `false` for nowhere. */
  readonly cache?: false | WeightCache | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A float32 input [N, 3, H, W], row-major, that skips preprocessing. */
export interface TensorSource {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What can be classified. */
export type Source = ImageSource | TensorSource;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ClassifyOptions extends CallOptions {
  /** How many classes an answer lists; 5 by default. */
  readonly topK?: number | undefined;
}

/** What a classifier is and what it took. */
export interface ClassifierInfo {
  readonly model: string;
  /** Vendor and architecture of the GPU. */
  readonly adapter: string;
  readonly storage: Storage;
  readonly inputSize: readonly [height: number, width: number];
  readonly preprocessing: Preprocessing;
  readonly parameters: number;
  readonly labels: readonly string[];
  /** Bytes on the GPU. */
  readonly bytes: { readonly weights: number; readonly activations: number };
  readonly timings: Timings;
}

/** Milliseconds. */
export interface Timings {
  /** From the call of createClassifier to the classifier. */
  readonly startMs: number;
  /** Whether the weights came from the cache. */
  readonly fromCache: boolean;
  /** The last run: from the input on the GPU to the logits read back. */
  readonly runMs?: number;
}

/** The mean and deviation of ImageNet's channels, on which every published model was trained. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/**
 * Loads a model onto the GPU. Throws a ConfigError, WebGPUUnavailableError, WeightsError or ShaderError, or the signal's
 * reason; nothing stays behind then.
 */
export async function createClassifier(options: ClassifierOptions = {}): Promise<Classifier> {
  const began = performance.now();
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const model = selectModel(options.model);
  const settings = settle(options, model);
  const graph = buildResNeSt(model.config);
  const gpu = await acquireDevice(options.device);
  const weights = new GpuWeights(gpu.device);
  try {
    const [height, width] = settings.inputSize;
    const planFor = (storage: Storage): ReturnType<typeof makePlan> => makePlan(graph, [1, 3, height, width], storage);
    const pipelines = new PipelineCache(gpu.device);
    const preprocessor = Preprocessor.create(gpu.device, pipelines);
    preprocessor.catch(() => undefined); // awaited below, after the weights; an earlier failure must not go unhandled
    const total = planFor('f32').weights.length;
    const { storage, fromCache } = await loadWeights(settings.checkpoint, {
      model: model.name,
      parameters: parametersOf(graph),
      requestsFor: (kept) => planFor(kept).weights,
      storage: options.storage,
      cache: options.cache === false ? undefined : (options.cache ?? indexedDBCache()),
      signal,
      onDownload: (progress) => onProgress?.({ stage: 'download', ...progress }),
      onWeight: (weight) => {
        weights.upload(weight);
        onProgress?.({ stage: 'pack', loaded: weights.count, total });
      },
    });
    const plan = planFor(storage);
    onProgress?.({ stage: 'compile', loaded: 0, total: plan.steps.length });
    await compilePlan(plan, pipelines);
    onProgress?.({ stage: 'compile', loaded: plan.steps.length, total: plan.steps.length });
    signal?.throwIfAborted();
    const sessions = new Sessions(gpu, pipelines, graph, weights, storage);
    const info = {
      model: model.name,
      adapter: gpu.adapter,
      storage,
      inputSize: settings.inputSize,
      preprocessing: settings.preprocessing,
      parameters: parameterCount(graph),
      labels: settings.labels,
      bytes: { weights: weights.bytes, activations: activationBytesOf(plan) },
      timings: { startMs: performance.now() - began, fromCache },
    };
    return new Classifier(gpu, weights, sessions, await preprocessor, info);
  } catch (error) {
    weights.destroy();
    gpu.release();
    throw error;
  }
}

interface Settings {
  readonly checkpoint: Checkpoint;
  readonly labels: readonly string[];
  readonly inputSize: readonly [number, number];
  readonly preprocessing: Preprocessing;
}

/** Options and the model's defaults, checked before anything is loaded. */
function settle(options: ClassifierOptions, model: SelectedModel): Settings {
  const { name, config, cropPct, interpolation } = model;
  const shipped = options.weights === undefined ? shippedCheckpoint(name) : undefined;
  const labels = options.labels ?? (shipped ? shippedLabels(shipped) : []);
  if (labels.length > 0 && labels.length !== config.numClasses)
    throw new ConfigError(`there are ${labels.length} labels for ${config.numClasses} classes; give one label a class`);
  if (options.storage !== undefined && !STORAGES.includes(options.storage))
    throw new ConfigError(`storage must be ${STORAGES.join(' or ')}, not ${String(options.storage)}`);
  const recipe = recipeNamed(options.preprocessing ?? 'timm');
  return {
    checkpoint: checkpointOf(options.weights, shipped, name),
    labels,
    inputSize: sizeOf(options.inputSize ?? shipped?.inputSize ?? model.inputSize),
    preprocessing: shipped?.preprocessing ?? { recipe, interpolation, cropPct, ...IMAGENET },
  };
}

function checkpointOf(input: WeightsInput | undefined, shipped: ManifestEntry | undefined, model: string): Checkpoint {
  if (input !== undefined) {
    const isUrl = typeof input === 'string' || input instanceof URL;
    return { input, identity: isUrl ? new URL(input, globalThis.location?.href).href : undefined };
  }
  if (!shipped)
    throw new ConfigError(`no weights come with ${model}; give its checkpoint as \`weights\` (a URL, a file or bytes)`);
  return { input: shippedUrl(shipped), identity: shipped.sha256, bytes: shipped.bytes, sha256: shipped.sha256 };
}

/** Far above any photo's use, far below what an adapter's buffers hold. */
const LARGEST_INPUT = 4096;

function sizeOf(inputSize: number | readonly [number, number]): readonly [number, number] {
  const [height, width] = typeof inputSize === 'number' ? [inputSize, inputSize] : inputSize;
  const valid = [height, width].every((size) => Number.isInteger(size) && size >= 1 && size <= LARGEST_INPUT);
  if (!valid)
    throw new ConfigError(
      `inputSize must be whole pixels from 1 to ${LARGEST_INPUT}, not ${JSON.stringify(inputSize)}`,
    );
  return [height, width];
}

/** A model on the GPU; made by `createClassifier`. Calls may overlap: they run one after the other. */
export class Classifier {
  readonly #gpu: Gpu;
  readonly #weights: GpuWeights;
  readonly #sessions: Sessions;
  readonly #preprocessor: Preprocessor;
  #info: ClassifierInfo;
  #disposed = false;
  /** Settles when the last call that was accepted has ended. */
  #idle: Promise<unknown> = Promise.resolve();

  /** @internal */
  constructor(gpu: Gpu, weights: GpuWeights, sessions: Sessions, preprocessor: Preprocessor, info: ClassifierInfo) {
    this.#gpu = gpu;
    this.#weights = weights;
    this.#sessions = sessions;
    this.#preprocessor = preprocessor;
    this.#info = info;
  }

  get info(): ClassifierInfo {
    return this.#info;
  }

  /** The most probable classes of a source, best first; of an array, one answer each. Throws an ImageError. */
  classify(source: Source, options?: ClassifyOptions): Promise<Classification[]>;
  classify(sources: readonly Source[], options?: ClassifyOptions): Promise<Classification[][]>;
  async classify(
    sources: Source | readonly Source[],
    { topK: k = 5, signal }: ClassifyOptions = {},
  ): Promise<Classification[] | Classification[][]> {
    const answer = (logits: Float32Array): Classification[] => topK(logits, k, this.#info.labels);
    if (isMany(sources)) return (await this.logits(sources, { signal })).map(answer);
    if (isTensor(sources) && sources.shape[0] !== 1)
      throw new ImageError(`a tensor of ${sources.shape[0] ?? 'no'} images has many answers; give an array of tensors`);
    return answer(await this.logits(sources, { signal }));
  }

  /** The logits [classes] of a source ([N, classes] of a tensor of N images); of an array, one each. Throws an ImageError. */
  logits(source: Source, options?: CallOptions): Promise<Float32Array>;
  logits(sources: readonly Source[], options?: CallOptions): Promise<Float32Array[]>;
  async logits(
    sources: Source | readonly Source[],
    { signal }: CallOptions = {},
  ): Promise<Float32Array | Float32Array[]> {
    return this.#inTurn(signal, async () => {
      if (!isMany(sources)) return isTensor(sources) ? this.#tensor(sources, signal) : this.#photo(sources, signal);
      const logits: Float32Array[] = [];
      const [height, width] = this.#info.inputSize;
      const most = this.#sessions.batchLimit(height, width);
      for (let start = 0; start < sources.length;) {
        const first = sources[start] as Source;
        if (isTensor(first)) {
          logits.push(await this.#tensor(first, signal));
          start += 1;
          continue;
        }
        const end = sources.slice(start, start + most).findIndex(isTensor);
        const photos = sources.slice(start, end > 0 ? start + end : start + most) as ImageSource[];
        logits.push(...(await this.#photos(photos, signal)));
        start += photos.length;
      }
      return logits;
    });
  }

  /** The input [1, 3, H, W] that a photo is brought to before it is classified. Throws an ImageError. */
  async preprocess(source: ImageSource): Promise<TensorSource> {
    return this.#inTurn(undefined, async () => {
      const shape = [1, 3, ...this.#info.inputSize] as const;
      const session = await this.#sessions.get(shape);
      await this.#write(source, session, 0);
      const blocked = await readBuffer(this.#gpu.device, session.input, shape[2] * shape[3] * 16);
      return { shape, data: fromBlocked(new Float32Array(blocked), shape) };
    });
  }

  /** Frees everything on the GPU, and the device unless it is the caller's; calls that run are waited for. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#idle;
    this.#sessions.destroy();
    this.#weights.destroy();
    this.#gpu.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  /** Runs a job when all earlier ones have ended, well or not: they share buffers. */
  #inTurn<T>(signal: AbortSignal | undefined, job: () => Promise<T>): Promise<T> {
    const result = this.#idle.then(() => {
      if (this.#disposed) throw new ResNeStError('this classifier is disposed of; create another one');
      signal?.throwIfAborted();
      this.#gpu.check();
      return job();
    });
    this.#idle = result.catch(() => undefined);
    return result;
  }

  async #photo(source: ImageSource, signal: AbortSignal | undefined): Promise<Float32Array> {
    const [logits] = await this.#photos([source], signal);
    return logits as Float32Array;
  }

  async #photos(sources: readonly ImageSource[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    const session = await this.#sessions.get([sources.length, 3, ...this.#info.inputSize]);
    for (const [index, source] of sources.entries()) await this.#write(source, session, index);
    const logits = await this.#run(session, signal);
    const classes = logits.length / sources.length;
    return sources.map((_, i) => logits.subarray(i * classes, (i + 1) * classes));
  }

  async #tensor({ shape, data }: TensorSource, signal: AbortSignal | undefined): Promise<Float32Array> {
    const sizes = inputShape(shape, data.length);
    const [n, channels, height, width] = sizes;
    const most = this.#sessions.batchLimit(height, width);
    const image = channels * height * width;
    const logits = new Float32Array(n * this.#classes);
    for (let start = 0; start < n; start += most) {
      const count = Math.min(most, n - start);
      const part: Shape4 = [count, channels, height, width];
      const session = await this.#sessions.get(part);
      const input = toBlocked(data.subarray(start * image, (start + count) * image), part);
      this.#gpu.device.queue.writeBuffer(session.input, 0, input);
      logits.set(await this.#run(session, signal), start * this.#classes);
    }
    return logits;
  }

  get #classes(): number {
    return this.#sessions.plan([1, 3, 1, 1]).output[1];
  }

  async #write(source: ImageSource, session: Session, index: number): Promise<void> {
    const { inputSize, preprocessing } = this.#info;
    const photo = await openPhoto(source);
    try {
      const resample = resampleFor(photo, inputSize, preprocessing);
      this.#preprocessor.write(photo, resample, preprocessing, { buffer: session.input, index });
    } finally {
      photo.close();
    }
  }

  async #run(session: Session, signal: AbortSignal | undefined): Promise<Float32Array> {
    const began = performance.now();
    const logits = await session.run(signal);
    const runMs = performance.now() - began;
    const bytes = { ...this.#info.bytes, activations: activationBytesOf(session.plan) };
    this.#info = { ...this.#info, bytes, timings: { ...this.#info.timings, runMs } };
    return logits;
  }
}

const isMany = (sources: Source | readonly Source[]): sources is readonly Source[] => Array.isArray(sources);

const isTensor = (source: Source): source is TensorSource =>
  typeof source === 'object' && 'shape' in source && 'data' in source;

function inputShape(shape: readonly number[], elements: number): Shape4 {
  const [n = 0, channels = 0, height = 0, width = 0] = shape;
  const whole = shape.length === 4 && shape.every((size) => Number.isInteger(size) && size >= 1);
  if (!whole || channels !== 3) throw new ImageError(`an input tensor is [N, 3, H, W], not [${shape.join(', ')}]`);
  if (elements !== elementCount(shape))
    throw new ImageError(`a tensor [${shape.join(', ')}] needs ${elementCount(shape)} numbers, not ${elements}`);
  return [n, channels, height, width];
}
