/**
 * A model on the GPU, as the list of what can be asked of it.
 */
import type { Classifier, ClassifierInfo } from './door';
import type { ImageSource } from './image/source';
import { CurrentInfo } from './info';
import { closeModel, type OpenModel } from './open';
import { readCallOptions, readClassifyOptions, readExplainOptions } from './options';
import { selfTest, type SelfTestReport } from './scheduler/tune/selfTest';
import { ask, type Desk } from './tasks/calls/ask';
import { CallQueue } from './tasks/calls/queue';
import { type Classification, classify, type ClassifyOptions, logits } from './tasks/classify';
import { embed } from './tasks/embed';
import { explain, type ExplainOptions, type Explanation } from './tasks/explain';
import { type Features, features } from './tasks/features';
import { IdleTuning } from './tasks/calls/idleTuning';
import { Intake } from './tasks/calls/intake';
import { preprocess } from './tasks/calls/preprocess';
import { type Run, Runner } from './tasks/calls/runner';
import type { CallOptions, Source, TensorSource } from './tasks/source';
import type { Model } from './tasks/task';

/** What `createClassifier` makes. */
export class LoadedClassifier implements Classifier {
  readonly #opened: OpenModel;
  readonly #info: CurrentInfo;
  readonly #desk: Desk;
  readonly #tuning: IdleTuning | undefined;
  #lastRun: Run | undefined;
  /** Set by the first call of `dispose`. */
  #disposed: Promise<void> | undefined;

  /** `atStart` is to be told of the model before its first run. */
  constructor(opened: OpenModel, atStart: ClassifierInfo) {
    const { gpu, weights, sessions, preprocessor, idleTuner: tuner, planned } = opened;
    const { inputSize, preprocessing, labels } = planned.identified;
    const model: Model = { graph: planned.graph, inputSize, preprocessing, labels, rows: sessions.rows };
    const calls = new CallQueue(gpu);
    const runner = new Runner(gpu, sessions, model, (run) => this.#note(run));
    this.#opened = opened;
    this.#info = new CurrentInfo(atStart);
    this.#desk = { model, calls, intake: new Intake(preprocessor, model), runner };
    this.#tuning = tuner && new IdleTuning(tuner, weights, sessions, calls.turns);
  }

  get info(): ClassifierInfo {
    return this.#info.after({ lastRun: this.#lastRun, isTuned: this.#tuning?.isDone ?? false });
  }

  classify(source: Source, options?: ClassifyOptions): Promise<Classification[]>;
  classify(sources: readonly Source[], options?: ClassifyOptions): Promise<Classification[][]>;
  async classify(
    sources: Source | readonly Source[],
    options: ClassifyOptions = {},
  ): Promise<Classification[] | Classification[][]> {
    const { topK = 5, signal } = readClassifyOptions(options);
    return ask(this.#desk, classify(topK), sources, signal);
  }

  logits(source: Source, options?: CallOptions): Promise<Float32Array>;
  logits(sources: readonly Source[], options?: CallOptions): Promise<Float32Array[]>;
  async logits(sources: Source | readonly Source[], options: CallOptions = {}): Promise<Float32Array | Float32Array[]> {
    const { signal } = readCallOptions(options, 'logits');
    return ask(this.#desk, logits, sources, signal);
  }

  embed(source: Source, options?: CallOptions): Promise<Float32Array>;
  embed(sources: readonly Source[], options?: CallOptions): Promise<Float32Array[]>;
  async embed(sources: Source | readonly Source[], options: CallOptions = {}): Promise<Float32Array | Float32Array[]> {
    const { signal } = readCallOptions(options, 'embed');
    return ask(this.#desk, embed, sources, signal);
  }

  features(source: Source, options?: CallOptions): Promise<Features>;
  features(sources: readonly Source[], options?: CallOptions): Promise<Features[]>;
  async features(sources: Source | readonly Source[], options: CallOptions = {}): Promise<Features | Features[]> {
    const { signal } = readCallOptions(options, 'features');
    return ask(this.#desk, features, sources, signal);
  }

  explain(source: Source, options?: ExplainOptions): Promise<Explanation>;
  explain(sources: readonly Source[], options?: ExplainOptions): Promise<Explanation[]>;
  async explain(
    sources: Source | readonly Source[],
    options: ExplainOptions = {},
  ): Promise<Explanation | Explanation[]> {
    const { index, signal } = readExplainOptions(options);
    return ask(this.#desk, explain(index), sources, signal);
  }

  async preprocess(source: ImageSource): Promise<TensorSource> {
    return preprocess(this.#opened.gpu, this.#desk, source);
  }

  async selfTest(options: CallOptions = {}): Promise<SelfTestReport> {
    const { signal } = readCallOptions(options, 'selfTest');
    const { calls, model } = this.#desk;
    calls.admit(signal);
    const { sessions } = this.#opened;
    const input = [1, model.graph.inChannels, ...model.inputSize] as const;
    return calls.inTurn(signal, () =>
      selfTest(sessions.place, model.graph, input, { choices: sessions.choices, signal }),
    );
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#desk.calls
      .close()
      .then(() => this.#tuning?.ended())
      .then(() => closeModel(this.#opened));
    return this.#disposed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  /** Keeps a run for `info`; the first one is when tuning begins. */
  #note(run: Run): void {
    this.#lastRun = run;
    this.#tuning?.begin();
  }
}
