/**
 * The classifier: wires image, weights and scheduler, and lets one call run after the other.
 */
import { ImageError, ResNeStError } from './core/errors';
import { elementCount, fromBlocked, type Shape4, type Storage, toBlocked } from './core/tensor';
import type {
  CallOptions,
  Classifier,
  ClassifierInfo,
  ClassifierOptions,
  ClassifyOptions,
  Source,
  TensorSource,
} from './door';
import { readBuffer } from './gpu/buffers';
import { acquireDevice, type Gpu } from './gpu/device';
import { PipelineCache } from './gpu/pipelines';
import { resampleFor } from './image/recipes';
import { type ImageSource, openPhoto } from './image/source';
import { type Classification, topK } from './image/topk';
import { Preprocessor } from './kernels/preprocess';
import { parameterCount, parametersOf } from './model/parameters';
import { buildResNeSt } from './model/resnest';
import { selectModel } from './model/select';
import { activationBytesOf, makePlan, type Plan } from './scheduler/plan';
import { compilePlan, GpuWeights, type Session } from './scheduler/session';
import { Sessions } from './scheduler/sessions';
import { settle } from './settings';
import { indexedDBCache } from './weights/cache';
import { loadWeights } from './weights/load';

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
    const planFor = (storage: Storage): Plan => makePlan(graph, [1, 3, height, width], storage);
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
    return new LoadedClassifier(gpu, weights, sessions, await preprocessor, info);
  } catch (error) {
    weights.destroy();
    gpu.release();
    throw error;
  }
}

/** What `createClassifier` makes. */
class LoadedClassifier implements Classifier {
  readonly #gpu: Gpu;
  readonly #weights: GpuWeights;
  readonly #sessions: Sessions;
  readonly #preprocessor: Preprocessor;
  #info: ClassifierInfo;
  #disposed = false;
  /** Settles when the last call that was accepted has ended. */
  #idle: Promise<unknown> = Promise.resolve();

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

  async preprocess(source: ImageSource): Promise<TensorSource> {
    return this.#inTurn(undefined, async () => {
      const shape = [1, 3, ...this.#info.inputSize] as const;
      const session = await this.#sessions.get(shape);
      await this.#write(source, session, 0);
      const blocked = await readBuffer(this.#gpu.device, session.input, shape[2] * shape[3] * 16);
      return { shape, data: fromBlocked(new Float32Array(blocked), shape) };
    });
  }

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
    const parts: Float32Array[] = [];
    for (let start = 0; start < n; start += most) {
      const count = Math.min(most, n - start);
      const part: Shape4 = [count, channels, height, width];
      const session = await this.#sessions.get(part);
      const input = toBlocked(data.subarray(start * image, (start + count) * image), part);
      this.#gpu.device.queue.writeBuffer(session.input, 0, input);
      parts.push(await this.#run(session, signal));
    }
    return joined(parts);
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

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
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
