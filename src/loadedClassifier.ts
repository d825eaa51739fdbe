/**
 * A model on the GPU: batches the sources of a call, and lets one call run after the other.
 */
import { ConfigError, ImageError, ResNeStError } from './core/errors';
import { elementCount, fromBlocked, type HostTensor, type Shape4, toBlocked } from './core/tensor';
import type { CallOptions, Classifier, ClassifierInfo, ClassifyOptions, Features, Source, TensorSource } from './door';
import { readBuffer } from './gpu/buffers';
import type { Gpu } from './gpu/device';
import { resampleFor } from './image/recipes';
import { type ImageSource, openPhoto } from './image/source';
import { type Classification, topK } from './image/topk';
import { IdleTurns } from './idleTurns';
import type { Preprocessor } from './kernels/preprocess';
import { bytesBesidesWeights } from './scheduler/plan';
import type { SelfTestReport } from './scheduler/selfTest';
import type { GpuWeights, Session } from './scheduler/session';
import type { Sessions, Wanted } from './scheduler/sessions';
import type { Tuner } from './scheduler/tuner';

/** Photos that run together, or one tensor. */
type Batch = readonly ImageSource[] | TensorSource;

/** Work that idle tuning may do in one visit. */
const IDLE_TUNING_MS = 60_000;

/** What `createClassifier` makes. */
export class LoadedClassifier implements Classifier {
  readonly #gpu: Gpu;
  readonly #weights: GpuWeights;
  readonly #sessions: Sessions;
  readonly #preprocessor: Preprocessor;
  #info: ClassifierInfo;
  /** Set by the first call of `dispose`; later calls of anything else are refused. */
  #disposed: Promise<void> | undefined;
  /** Settles when the last call that was accepted has ended. */
  #idle: Promise<unknown> = Promise.resolve();
  /** What the first answer starts between calls. */
  readonly #tuner: Tuner | undefined;
  readonly #turns = new IdleTurns((job) => this.#queue(job));
  /** Settles when that has ended, well or not. */
  #tuning: Promise<void> | undefined;

  constructor(
    gpu: Gpu,
    weights: GpuWeights,
    sessions: Sessions,
    preprocessor: Preprocessor,
    info: ClassifierInfo,
    tuner?: Tuner,
  ) {
    this.#gpu = gpu;
    this.#weights = weights;
    this.#sessions = sessions;
    this.#preprocessor = preprocessor;
    this.#info = info;
    this.#tuner = tuner;
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
    for (const source of isMany(sources) ? sources : [sources])
      if (isTensor(source) && source.shape[0] !== 1)
        throw new ImageError(
          `a tensor of ${source.shape[0] ?? 'no'} images has many answers; give an array of tensors`,
        );
    return this.#answer('logits', sources, signal, ([logits]) => topK(valuesOf(logits), k, this.#info.labels));
  }

  logits(source: Source, options?: CallOptions): Promise<Float32Array>;
  logits(sources: readonly Source[], options?: CallOptions): Promise<Float32Array[]>;
  async logits(
    sources: Source | readonly Source[],
    { signal }: CallOptions = {},
  ): Promise<Float32Array | Float32Array[]> {
    return this.#answer('logits', sources, signal, ([logits]) => valuesOf(logits));
  }

  embed(source: Source, options?: CallOptions): Promise<Float32Array>;
  embed(sources: readonly Source[], options?: CallOptions): Promise<Float32Array[]>;
  async embed(
    sources: Source | readonly Source[],
    { signal }: CallOptions = {},
  ): Promise<Float32Array | Float32Array[]> {
    return this.#answer('embedding', sources, signal, ([embedding]) => valuesOf(embedding));
  }

  features(source: Source, options?: CallOptions): Promise<Features>;
  features(sources: readonly Source[], options?: CallOptions): Promise<Features[]>;
  async features(sources: Source | readonly Source[], { signal }: CallOptions = {}): Promise<Features | Features[]> {
    return this.#answer('features', sources, signal, (maps) => {
      const named = maps.map((map, i) => [`layer${i + 1}`, map] as const);
      return Object.fromEntries(named) as unknown as Features;
    });
  }

  async preprocess(source: ImageSource): Promise<TensorSource> {
    return this.#inTurn(undefined, async () => {
      const shape = [1, 3, ...this.#info.inputSize] as const;
      const session = await this.#sessions.get('logits', shape);
      await this.#write(source, session, 0);
      const bytes = shape[2] * shape[3] * 16;
      const blocked = await this.#gpu.whileAlive(readBuffer(this.#gpu.device, session.input, bytes));
      return { shape, data: fromBlocked(new Float32Array(blocked), shape) };
    });
  }

  async selfTest({ signal }: CallOptions = {}): Promise<SelfTestReport> {
    return this.#inTurn(signal, () => this.#sessions.selfTest([1, 3, ...this.#info.inputSize], signal));
  }

  dispose(): Promise<void> {
    this.#turns.stop(new ResNeStError('the classifier was disposed of'));
    this.#disposed ??= this.#idle
      .then(() => this.#tuning)
      .then(() => {
        this.#sessions.destroy();
        this.#weights.destroy();
        this.#gpu.release();
      });
    return this.#disposed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  /** Runs one source or many, and makes an answer of each one's outputs. */
  async #answer<T>(
    wanted: Wanted,
    sources: Source | readonly Source[],
    signal: AbortSignal | undefined,
    answer: (outputs: readonly HostTensor[]) => T,
  ): Promise<T | T[]> {
    if (wanted === 'logits' && this.#info.config.numClasses === 0)
      throw new ConfigError('this checkpoint has no classifier; call embed() or features(), or load one that has');
    const many = isMany(sources);
    const answers = await this.#inTurn(signal, async () => {
      const done: T[] = [];
      for (const batch of this.#batches(many ? sources : [sources]))
        for (const outputs of await this.#runBatch(wanted, batch, signal)) done.push(answer(outputs));
      return done;
    });
    return many ? answers : (answers[0] as T);
  }

  /** Runs a job when all earlier ones have ended, well or not: they share buffers. */
  async #inTurn<T>(signal: AbortSignal | undefined, job: () => Promise<T>): Promise<T> {
    if (this.#disposed) throw new ResNeStError('this classifier is disposed of; create another one');
    this.#turns.come();
    return this.#queue(async () => {
      signal?.throwIfAborted();
      this.#gpu.check();
      return job();
    }).finally(() => this.#turns.leave());
  }

  #queue<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#idle.then(job);
    this.#idle = result.catch(() => undefined);
    return result;
  }

  /** Finds the fastest kernels between calls; where that fails, the usual ones go on. */
  async #tune(tuner: Tuner): Promise<void> {
    try {
      if (!(await tuner.tune(this.#weights, { turns: this.#turns, budgetMs: IDLE_TUNING_MS }))) return;
      await this.#turns.take(async () => this.#sessions.use(tuner.choices));
      this.#info = { ...this.#info, tuned: 'measured' };
    } catch (error) {
      // Calls tell of a lost device, and that there is no room is a reason to leave it; what else is wrong is a defect.
      if (!(error instanceof ResNeStError)) reportError(error);
    }
  }

  #batches(sources: readonly Source[]): Batch[] {
    const most = this.#sessions.batchLimit(...this.#info.inputSize);
    const batches: Batch[] = [];
    let photos: ImageSource[] = [];
    for (const source of sources) {
      if (isTensor(source) || photos.length === most) photos = [];
      if (isTensor(source)) batches.push(source);
      else if (photos.push(source) === 1) batches.push(photos);
    }
    return batches;
  }

  /** The outputs of each source of a batch. */
  async #runBatch(wanted: Wanted, batch: Batch, signal: AbortSignal | undefined): Promise<HostTensor[][]> {
    if (isTensor(batch)) return [await this.#runTensor(wanted, batch, signal)];
    const session = await this.#sessions.get(wanted, [batch.length, 3, ...this.#info.inputSize]);
    for (const [index, photo] of batch.entries()) await this.#write(photo, session, index);
    const outputs = await this.#run(session, signal);
    return batch.map((_, image) => outputs.map((output) => imageOf(output, image)));
  }

  async #runTensor(wanted: Wanted, tensor: TensorSource, signal: AbortSignal | undefined): Promise<HostTensor[]> {
    const [n, channels, height, width] = inputShape(tensor);
    const most = this.#sessions.batchLimit(height, width);
    const image = channels * height * width;
    const parts: HostTensor[][] = [];
    for (let start = 0; start < n; start += most) {
      const shape: Shape4 = [Math.min(most, n - start), channels, height, width];
      const session = await this.#sessions.get(wanted, shape);
      const input = toBlocked(tensor.data.subarray(start * image, (start + shape[0]) * image), shape);
      this.#gpu.device.queue.writeBuffer(session.input, 0, input);
      parts.push(await this.#run(session, signal));
    }
    return (parts[0] ?? []).map((_, i) => joined(parts.map((part) => part[i] as HostTensor)));
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

  async #run(session: Session, signal: AbortSignal | undefined): Promise<HostTensor[]> {
    const began = performance.now();
    const outputs = await session.run(signal);
    const runMs = performance.now() - began;
    const bytes = { ...this.#info.bytes, ...bytesBesidesWeights(session.plan) };
    this.#info = { ...this.#info, bytes, timings: { ...this.#info.timings, runMs } };
    if (this.#tuner) this.#tuning ??= this.#tune(this.#tuner);
    return outputs;
  }
}

const isMany = (sources: Source | readonly Source[]): sources is readonly Source[] => Array.isArray(sources);

// JavaScript hands over anything; whatever is no tensor goes the way of photos, which says what it expected.
const isTensor = (source: Source | Batch): source is TensorSource =>
  typeof source === 'object' && source !== null && 'shape' in source && 'data' in source;

const valuesOf = (output: HostTensor | undefined): Float32Array => output?.data ?? new Float32Array();

/** One image of a batch. */
function imageOf({ shape, data }: HostTensor, index: number): HostTensor {
  const [n = 1, ...rest] = shape;
  const elements = data.length / n;
  return { shape: [1, ...rest], data: data.slice(index * elements, (index + 1) * elements) };
}

/** Batches one behind the other. */
function joined(parts: readonly HostTensor[]): HostTensor {
  const [, ...rest] = parts[0]?.shape ?? [];
  const data = new Float32Array(parts.reduce((length, part) => length + part.data.length, 0));
  let end = 0;
  for (const part of parts) {
    data.set(part.data, end);
    end += part.data.length;
  }
  return { shape: [parts.reduce((n, { shape }) => n + (shape[0] ?? 0), 0), ...rest], data };
}

function inputShape({ shape, data }: TensorSource): Shape4 {
  if (!Array.isArray(shape) || !(data instanceof Float32Array))
    throw new ImageError('a tensor is { shape: [N, 3, H, W], data: Float32Array }; convert its numbers first');
  const [n = 0, channels = 0, height = 0, width = 0] = shape as number[];
  const whole = shape.length === 4 && shape.every((size) => Number.isInteger(size) && size >= 1);
  if (!whole || channels !== 3) throw new ImageError(`an input tensor is [N, 3, H, W], not [${shape.join(', ')}]`);
  if (data.length !== elementCount(shape))
    throw new ImageError(`a tensor [${shape.join(', ')}] needs ${elementCount(shape)} numbers, not ${data.length}`);
  const broken = data.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) throw new ImageError(`number ${broken} of the tensor is ${data[broken]}; give finite numbers only`);
  return [n, channels, height, width];
}
