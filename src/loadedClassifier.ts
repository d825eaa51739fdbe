/**
 * A model on the GPU: batches the sources of a call, and lets one call run after the other.
 */
import { ResNeStError } from './core/errors';
import { activationBytes, elementCount, fromBlocked, type HostTensor, type Shape4, toBlocked } from './core/tensor';
import { needAt } from './core/need';
import type { Classifier, ClassifierInfo } from './door';
import { readBuffer } from './gpu/buffers';
import type { Gpu } from './gpu/device';
import { inErrorScopes } from './gpu/scopes';
import type { ImageSource } from './image/source';
import type { OutputName, Outputs } from './model/graph';
import { IdleTurns } from './scheduler/run/idleTurns';
import { readCallOptions, readClassifyOptions, readExplainOptions } from './options';
import type { Preprocessor } from './kernels/photo/preprocess';
import { bytesBesidesWeights } from './scheduler/plan/plan';
import { selfTest, type SelfTestReport } from './scheduler/tune/selfTest';
import type { GpuWeights, Session } from './scheduler/run/session';
import type { Sessions } from './scheduler/run/sessions';
import type { Tuner } from './scheduler/tune/tuner';
import { type Classification, classify, type ClassifyOptions, logits } from './tasks/classify';
import { embed } from './tasks/embed';
import { explain, type ExplainOptions, type Explanation } from './tasks/explain';
import { type Features, features } from './tasks/features';
import { Intake, type PhotoInput, type Taken, TakenPhoto, TakenTensor } from './tasks/intake';
import type { CallOptions, Source, TensorSource } from './tasks/source';
import { type Model, outputOf, type Seen, type Task, usualView } from './tasks/task';

/** Photos that run together, or one tensor. */
type Batch = readonly TakenPhoto[] | TakenTensor;

/** The outputs of one source. */
interface Computed {
  readonly outputs: Outputs;
  readonly seen: Seen;
}

/** Work that idle tuning may do in one visit. */
const IDLE_TUNING_MS = 60_000;

/** What `createClassifier` makes. */
export class LoadedClassifier implements Classifier {
  readonly #gpu: Gpu;
  readonly #weights: GpuWeights;
  readonly #sessions: Sessions;
  readonly #intake: Intake;
  readonly #model: Model;
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
    this.#model = { graph: sessions.graph, rows: sessions.rows, ...info };
    this.#intake = new Intake(preprocessor, this.#model);
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
    options: ClassifyOptions = {},
  ): Promise<Classification[] | Classification[][]> {
    const { topK: k = 5, signal } = readClassifyOptions(options);
    return this.#ask(classify(k), sources, signal);
  }

  logits(source: Source, options?: CallOptions): Promise<Float32Array>;
  logits(sources: readonly Source[], options?: CallOptions): Promise<Float32Array[]>;
  async logits(sources: Source | readonly Source[], options: CallOptions = {}): Promise<Float32Array | Float32Array[]> {
    const { signal } = readCallOptions(options, 'logits');
    return this.#ask(logits, sources, signal);
  }

  embed(source: Source, options?: CallOptions): Promise<Float32Array>;
  embed(sources: readonly Source[], options?: CallOptions): Promise<Float32Array[]>;
  async embed(sources: Source | readonly Source[], options: CallOptions = {}): Promise<Float32Array | Float32Array[]> {
    const { signal } = readCallOptions(options, 'embed');
    return this.#ask(embed, sources, signal);
  }

  features(source: Source, options?: CallOptions): Promise<Features>;
  features(sources: readonly Source[], options?: CallOptions): Promise<Features[]>;
  async features(sources: Source | readonly Source[], options: CallOptions = {}): Promise<Features | Features[]> {
    const { signal } = readCallOptions(options, 'features');
    return this.#ask(features, sources, signal);
  }

  explain(source: Source, options?: ExplainOptions): Promise<Explanation>;
  explain(sources: readonly Source[], options?: ExplainOptions): Promise<Explanation[]>;
  async explain(
    sources: Source | readonly Source[],
    options: ExplainOptions = {},
  ): Promise<Explanation | Explanation[]> {
    const { index, signal } = readExplainOptions(options);
    return this.#ask(explain(index), sources, signal);
  }

  async preprocess(source: ImageSource): Promise<TensorSource> {
    this.#admit();
    const photo = this.#intake.takePhoto(source, { view: usualView });
    try {
      return await this.#inTurn(undefined, async () => {
        const shape = [1, this.#info.config.inChannels, ...this.#info.inputSize] as const;
        const { buffer } = await this.#gpu.whileAlive(photo.input());
        const blocked = await this.#gpu.whileAlive(readBuffer(this.#gpu.device, buffer, activationBytes(shape)));
        return { shape, data: fromBlocked(new Float32Array(blocked), shape) };
      });
    } finally {
      photo.release();
    }
  }

  async selfTest(options: CallOptions = {}): Promise<SelfTestReport> {
    const { signal } = readCallOptions(options, 'selfTest');
    this.#admit(signal);
    const { place, graph } = this.#sessions;
    const input = [1, this.#info.config.inChannels, ...this.#info.inputSize] as const;
    return this.#inTurn(signal, () => selfTest(place, graph, input, { choices: this.#sessions.choices, signal }));
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

  /** Runs one source or many, and lets the task answer each one. */
  async #ask<T>(task: Task<T>, sources: Source | readonly Source[], signal: AbortSignal | undefined): Promise<T | T[]> {
    const wanted = task.wants(this.#model.graph);
    this.#admit(signal);
    const many = isMany(sources);
    const taken = this.#intake.takeAll(many ? sources : [sources], task);
    try {
      const answers = await this.#inTurn(signal, async () => {
        const done: T[] = [];
        for (const batch of this.#batches(taken))
          for (const { outputs, seen } of await this.#runBatch(wanted, batch, signal))
            done.push(await task.answer(outputs, this.#model, seen));
        return done;
      });
      return many ? answers : (answers[0] as T);
    } finally {
      for (const source of taken) source.release();
    }
  }

  /** Refuses a call that cannot be answered, before anything is taken for it. */
  #admit(signal?: AbortSignal): void {
    if (this.#disposed) throw new ResNeStError('this classifier is disposed of; create another one');
    signal?.throwIfAborted();
    this.#gpu.check();
  }

  /** Runs a job when all earlier ones have ended, well or not: they share buffers. */
  async #inTurn<T>(signal: AbortSignal | undefined, job: () => Promise<T>): Promise<T> {
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

  #batches(taken: readonly Taken[]): Batch[] {
    const most = this.#sessions.batchLimit(...this.#info.inputSize);
    const batches: Batch[] = [];
    let photos: TakenPhoto[] = [];
    for (const source of taken) {
      const isPhoto = source instanceof TakenPhoto;
      if (!isPhoto || photos.length === most) photos = [];
      if (!isPhoto) batches.push(source);
      else if (photos.push(source) === 1) batches.push(photos);
    }
    return batches;
  }

  /** The outputs of each source of a batch. */
  async #runBatch(
    wanted: readonly OutputName[],
    batch: Batch,
    signal: AbortSignal | undefined,
  ): Promise<readonly Computed[]> {
    if (batch instanceof TakenTensor)
      return [{ outputs: await this.#runTensor(wanted, batch, signal), seen: { tensor: batch.shape } }];
    const inputs: PhotoInput[] = [];
    for (const photo of batch) {
      signal?.throwIfAborted();
      inputs.push(await this.#gpu.whileAlive(photo.input())); // one is decoded after the other
    }
    const { graph, inputSize } = this.#model;
    const session = await this.#sessions.get(wanted, [batch.length, graph.inChannels, ...inputSize]);
    await this.#fill(
      session,
      inputs.map(({ buffer }) => buffer),
    );
    for (const photo of batch) photo.release();
    const outputs = await this.#run(session, signal);
    return batch.map(({ place }, image) => ({
      outputs: mapped(outputs, (output) => finite(imageOf(output, image), place)),
      seen: needAt(inputs, image, 'input of photo').seen,
    }));
  }

  /** Puts the inputs of a batch one behind the other. */
  async #fill(session: Session, inputs: readonly GPUBuffer[]): Promise<void> {
    const { device } = this.#gpu;
    const filling = inErrorScopes(device, `a batch of ${inputs.length}`, () => {
      const encoder = device.createCommandEncoder();
      inputs.forEach((input, i) => encoder.copyBufferToBuffer(input, 0, session.input, i * input.size, input.size));
      device.queue.submit([encoder.finish()]);
    });
    await this.#gpu.whileAlive(filling);
  }

  async #runTensor(
    wanted: readonly OutputName[],
    { shape: [n, ...image], data, place }: TakenTensor,
    signal: AbortSignal | undefined,
  ): Promise<Outputs> {
    const { device } = this.#gpu;
    const [, height, width] = image;
    const most = this.#sessions.batchLimit(height, width);
    const numbers = elementCount(image);
    const parts: Outputs[] = [];
    for (let start = 0; start < n; start += most) {
      const shape: Shape4 = [Math.min(most, n - start), ...image];
      const session = await this.#sessions.get(wanted, shape);
      const input = toBlocked(data.subarray(start * numbers, (start + shape[0]) * numbers), shape);
      const write = (): void => device.queue.writeBuffer(session.input, 0, input);
      await this.#gpu.whileAlive(inErrorScopes(device, 'a tensor', write));
      parts.push(mapped(await this.#run(session, signal), (output) => finite(output, place)));
    }
    const of = (name: OutputName): HostTensor => joined(parts.map((part) => outputOf(part, name)));
    return new Map(wanted.map((name) => [name, of(name)]));
  }

  async #run(session: Session, signal: AbortSignal | undefined): Promise<Outputs> {
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

/** The same names with other tensors. */
const mapped = (outputs: Outputs, change: (output: HostTensor) => HostTensor): Outputs =>
  new Map([...outputs].map(([name, output]) => [name, change(output)]));

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

/** The output of a source; throws a ResNeStError that names it where no right answer can be made of it. */
function finite(output: HostTensor, place = 'the source'): HostTensor {
  const { shape, data } = output;
  const broken = data.findIndex((value) => !Number.isFinite(value));
  if (broken < 0) return output;
  throw new ResNeStError(
    `output ${broken} of [${shape.join(', ')}] for ${place} is ${data[broken]}; check that the weights are finite and the input is not too large`,
  );
}
