/**
 * A model as the list of what can be asked of it.
 */
import type { ClassifierInfo } from './classifierInfo';
import { type LabelList, type Labels, labelsInLanguage } from './weights/known/labels';
import type { Classifier } from './door';
import type { Host } from './host';
import type { ImageSource } from './image/source';
import { takeSheet } from './image/sheets/openSheet';
import { newestFrames, type VideoSource } from './image/video/frames';
import { deviceOf } from './options';
import {
  readCallOptions,
  readClassifyOptions,
  readExplainOptions,
  readOutputOptions,
  readPhotoOptions,
} from './options/calls';
import { readTilesOptions } from './options/tiles';
import type { SelfTestReport } from './scheduler/tune/selfTest';
import { isMany } from './tasks/calls/ask';
import { classify, type ClassifyOptions, logits } from './tasks/classify';
import type { Classification } from './tasks/scoring/ranked';
import { embed, embedOnGpu } from './tasks/embed';
import { explain, type ExplainOptions, type Explanation } from './tasks/explain';
import { type Features, features, featuresOnGpu, type GpuFeatures } from './tasks/features';
import type { GpuOutputs, GpuTensor } from './tasks/gpuTensor';
import type { CallOptions, GpuOutputOptions, OutputOptions, PhotoOptions, Source, TensorSource } from './tasks/source';
import { type Task, usualView, wantedOf } from './tasks/task';
import type { TileAnswer, TilesOptions } from './tasks/tiles/tiles';
import { within } from './tasks/within';
import { answersTo, type VideoAnswer } from './tasks/video';

/** What `createClassifier` makes. */
export class LoadedClassifier implements Classifier {
  readonly #host: Host;
  /** Those of the option; else the checkpoint's own are used. */
  readonly #labels: Labels | undefined;
  /** Set by the first call of `dispose`. */
  #disposed: Promise<void> | undefined;

  constructor(host: Host, labels: Labels | undefined) {
    this.#host = host;
    this.#labels = labels;
  }

  get info(): ClassifierInfo {
    return this.#host.info;
  }

  classify(source: Source, options?: ClassifyOptions): Promise<Classification[]>;
  classify(sources: readonly Source[], options?: ClassifyOptions): Promise<Classification[][]>;
  async classify(
    sources: Source | readonly Source[],
    options: ClassifyOptions = {},
  ): Promise<Classification[] | Classification[][]> {
    const checked = readClassifyOptions(options);
    return this.#ask(this.#classification(checked), sources, checked);
  }

  classifyVideo(video: VideoSource, options: ClassifyOptions = {}): AsyncGenerator<VideoAnswer, void, undefined> {
    const checked = readClassifyOptions(options, 'classifyVideo');
    this.#admitted(checked);
    return answersTo(newestFrames(video, checked.signal), (frame) => this.classify(frame, checked));
  }

  classifyTiles(source: ImageSource, options: TilesOptions = {}): AsyncGenerator<TileAnswer, void, undefined> {
    const checked = readTilesOptions(options);
    const task = this.#admitted(checked);
    return this.#host.answerTiles(takeSheet(source), task, checked);
  }

  logits(source: Source, options?: PhotoOptions): Promise<Float32Array>;
  logits(sources: readonly Source[], options?: PhotoOptions): Promise<Float32Array[]>;
  async logits(
    sources: Source | readonly Source[],
    options: PhotoOptions = {},
  ): Promise<Float32Array | Float32Array[]> {
    return this.#ask(logits, sources, readPhotoOptions(options, 'logits'));
  }

  embed(source: Source, options: GpuOutputOptions): Promise<GpuTensor>;
  embed(sources: readonly Source[], options: GpuOutputOptions): Promise<GpuTensor[]>;
  embed(source: Source, options?: OutputOptions<'cpu'>): Promise<Float32Array>;
  embed(sources: readonly Source[], options?: OutputOptions<'cpu'>): Promise<Float32Array[]>;
  async embed(
    sources: Source | readonly Source[],
    options: OutputOptions = {},
  ): Promise<Float32Array | Float32Array[] | GpuTensor | GpuTensor[]> {
    const checked = readOutputOptions(options, 'embed');
    return checked.output === 'gpu' ? this.#askOnGpu(embedOnGpu, sources, checked) : this.#ask(embed, sources, checked);
  }

  features(source: Source, options: GpuOutputOptions): Promise<GpuFeatures>;
  features(sources: readonly Source[], options: GpuOutputOptions): Promise<GpuFeatures[]>;
  features(source: Source, options?: OutputOptions<'cpu'>): Promise<Features>;
  features(sources: readonly Source[], options?: OutputOptions<'cpu'>): Promise<Features[]>;
  async features(
    sources: Source | readonly Source[],
    options: OutputOptions = {},
  ): Promise<Features | Features[] | GpuFeatures | GpuFeatures[]> {
    const checked = readOutputOptions(options, 'features');
    return checked.output === 'gpu'
      ? this.#askOnGpu(featuresOnGpu, sources, checked)
      : this.#ask(features, sources, checked);
  }

  explain(source: Source, options?: ExplainOptions): Promise<Explanation>;
  explain(sources: readonly Source[], options?: ExplainOptions): Promise<Explanation[]>;
  async explain(
    sources: Source | readonly Source[],
    options: ExplainOptions = {},
  ): Promise<Explanation | Explanation[]> {
    const { language, ...asked } = readExplainOptions(options);
    return this.#ask(explain({ ...asked, labels: this.#labelsIn(language) }), sources, asked);
  }

  preprocess(source: ImageSource, options?: PhotoOptions): Promise<TensorSource>;
  preprocess(sources: readonly ImageSource[], options?: PhotoOptions): Promise<TensorSource[]>;
  async preprocess(
    sources: ImageSource | readonly ImageSource[],
    options: PhotoOptions = {},
  ): Promise<TensorSource | TensorSource[]> {
    const { signal, regionOfInterest } = readPhotoOptions(options, 'preprocess');
    const look = within({ view: usualView }, regionOfInterest, sources);
    const one = (source: ImageSource): Promise<TensorSource> => this.#host.preprocess(source, look, signal);
    return isMany(sources) ? Promise.all(sources.map(one)) : one(sources);
  }

  async selfTest(options: CallOptions = {}): Promise<SelfTestReport> {
    return this.#host.selfTest(readCallOptions(options, 'selfTest').signal);
  }

  async recover(device?: GPUDevice, options: CallOptions = {}): Promise<void> {
    const { signal } = readCallOptions(options, 'recover');
    return this.#host.move(device === undefined ? undefined : deviceOf(device), signal);
  }

  /** Asks about a region of the sources, if there is one. */
  async #ask<Answer>(
    task: Task<Answer>,
    sources: Source | readonly Source[],
    { signal, regionOfInterest }: PhotoOptions,
  ): Promise<Answer | Answer[]> {
    return this.#host.ask(within(task, regionOfInterest, sources), sources, signal);
  }

  async #askOnGpu<Answer>(
    task: Task<Answer, GpuOutputs>,
    sources: Source | readonly Source[],
    { signal, regionOfInterest }: PhotoOptions,
  ): Promise<Answer | Answer[]> {
    return this.#host.askOnGpu(within(task, regionOfInterest, sources), sources, signal);
  }

  #classification({ language, ...question }: ClassifyOptions): Task<Classification[]> {
    return classify({ ...question, labels: this.#labelsIn(language) });
  }

  /** The same for answers that come one after the other: what is wrong shows at the call, and not at the first answer. */
  #admitted(options: ClassifyOptions): Task<Classification[]> {
    this.#host.calls.admit(options.signal);
    const task = this.#classification(options);
    wantedOf(task, this.#host.model.graph);
    return task;
  }

  #labelsIn(language: string | undefined): LabelList {
    return language === undefined ? this.#host.model.labels : labelsInLanguage(this.#labels, language);
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#host.close();
    return this.#disposed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}
