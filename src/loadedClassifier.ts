/**
 * A model on the GPU, as the list of what can be asked of it.
 */
import type { ClassifierInfo } from './classifierInfo';
import { type LabelList, type Labels, labelsInLanguage } from './weights/known/labels';
import type { Classifier } from './door';
import type { ImageSource } from './image/source';
import { takeSheet } from './image/sheets/openSheet';
import { newestFrames, type VideoSource } from './image/video/frames';
import type { LivingModel } from './lifetime/livingModel';
import { deviceOf } from './options';
import {
  readCallOptions,
  readClassifyOptions,
  readExplainOptions,
  readOutputOptions,
  readPhotoOptions,
} from './options/calls';
import { selfTest, type SelfTestReport } from './scheduler/tune/selfTest';
import { readTilesOptions } from './options/tiles';
import { answerTiles } from './tasks/calls/answerTiles';
import { ask, isMany, type Office } from './tasks/calls/ask';
import { HOST, type Landing, ON_GPU } from './tasks/calls/landing';
import { preprocess } from './tasks/calls/preprocess';
import { classify, type ClassifyOptions, logits } from './tasks/classify';
import type { Classification } from './tasks/scoring/ranked';
import { embed, embedOnGpu } from './tasks/embed';
import { explain, type ExplainOptions, type Explanation } from './tasks/explain';
import { type Features, features, featuresOnGpu, type GpuFeatures } from './tasks/features';
import type { GpuTensor } from './tasks/gpuTensor';
import type { CallOptions, GpuOutputOptions, OutputOptions, PhotoOptions, Source, TensorSource } from './tasks/source';
import { type Task, usualView, wantedOf } from './tasks/task';
import type { TileAnswer, TilesOptions } from './tasks/tiles/tiles';
import { within } from './tasks/within';
import { answersTo, type VideoAnswer } from './tasks/video';

/** What `createClassifier` makes. */
export class LoadedClassifier implements Classifier {
  readonly #model: LivingModel;
  readonly #office: Office;
  /** Those of the option; else the checkpoint's own are used. */
  readonly #labels: Labels | undefined;
  /** Set by the first call of `dispose`. */
  #disposed: Promise<void> | undefined;

  constructor(model: LivingModel, labels: Labels | undefined) {
    this.#model = model;
    this.#labels = labels;
    this.#office = { desks: model, calls: model.calls };
  }

  get info(): ClassifierInfo {
    return this.#model.info;
  }

  classify(source: Source, options?: ClassifyOptions): Promise<Classification[]>;
  classify(sources: readonly Source[], options?: ClassifyOptions): Promise<Classification[][]>;
  async classify(
    sources: Source | readonly Source[],
    options: ClassifyOptions = {},
  ): Promise<Classification[] | Classification[][]> {
    const checked = readClassifyOptions(options);
    return this.#ask(this.#classification(checked), sources, checked, HOST);
  }

  classifyVideo(video: VideoSource, options: ClassifyOptions = {}): AsyncGenerator<VideoAnswer, void, undefined> {
    const checked = readClassifyOptions(options, 'classifyVideo');
    const { calls, desks } = this.#office;
    calls.admit(checked.signal);
    wantedOf(this.#classification(checked), desks.latest.model.graph); // else a wrong label shows at the first frame
    return answersTo(newestFrames(video, checked.signal), (frame) => this.classify(frame, checked));
  }

  classifyTiles(source: ImageSource, options: TilesOptions = {}): AsyncGenerator<TileAnswer, void, undefined> {
    const checked = readTilesOptions(options);
    const { calls, desks } = this.#office;
    calls.admit(checked.signal);
    const task = this.#classification(checked);
    wantedOf(task, desks.latest.model.graph); // else a wrong label shows at the first tile
    return answerTiles(this.#office, takeSheet(source), task, checked);
  }

  logits(source: Source, options?: PhotoOptions): Promise<Float32Array>;
  logits(sources: readonly Source[], options?: PhotoOptions): Promise<Float32Array[]>;
  async logits(
    sources: Source | readonly Source[],
    options: PhotoOptions = {},
  ): Promise<Float32Array | Float32Array[]> {
    return this.#ask(logits, sources, readPhotoOptions(options, 'logits'), HOST);
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
    return checked.output === 'gpu'
      ? this.#ask(embedOnGpu, sources, checked, ON_GPU)
      : this.#ask(embed, sources, checked, HOST);
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
      ? this.#ask(featuresOnGpu, sources, checked, ON_GPU)
      : this.#ask(features, sources, checked, HOST);
  }

  explain(source: Source, options?: ExplainOptions): Promise<Explanation>;
  explain(sources: readonly Source[], options?: ExplainOptions): Promise<Explanation[]>;
  async explain(
    sources: Source | readonly Source[],
    options: ExplainOptions = {},
  ): Promise<Explanation | Explanation[]> {
    const { language, ...asked } = readExplainOptions(options);
    return this.#ask(explain({ ...asked, labels: this.#labelsIn(language) }), sources, asked, HOST);
  }

  preprocess(source: ImageSource, options?: PhotoOptions): Promise<TensorSource>;
  preprocess(sources: readonly ImageSource[], options?: PhotoOptions): Promise<TensorSource[]>;
  async preprocess(
    sources: ImageSource | readonly ImageSource[],
    options: PhotoOptions = {},
  ): Promise<TensorSource | TensorSource[]> {
    const { signal, regionOfInterest } = readPhotoOptions(options, 'preprocess');
    const look = within({ view: usualView }, regionOfInterest, sources);
    const one = (source: ImageSource): Promise<TensorSource> => preprocess(this.#office, source, look, signal);
    return isMany(sources) ? Promise.all(sources.map(one)) : one(sources);
  }

  async selfTest(options: CallOptions = {}): Promise<SelfTestReport> {
    const { signal } = readCallOptions(options, 'selfTest');
    const { calls } = this.#office;
    calls.admit(signal);
    return calls.inTurn(signal, ({ sessions, model }) => {
      const input = [1, model.graph.inChannels, ...model.inputSize] as const;
      return selfTest(sessions.place, model.graph, input, { choices: sessions.choices, signal });
    });
  }

  async recover(device?: GPUDevice, options: CallOptions = {}): Promise<void> {
    const { signal } = readCallOptions(options, 'recover');
    return this.#model.move(device === undefined ? undefined : deviceOf(device), signal);
  }

  /** Asks about a region of the sources, if there is one. */
  async #ask<Answer, Out>(
    task: Task<Answer, Out>,
    sources: Source | readonly Source[],
    { signal, regionOfInterest }: PhotoOptions,
    landing: Landing<Out>,
  ): Promise<Answer | Answer[]> {
    return ask(this.#office, within(task, regionOfInterest, sources), sources, landing, signal);
  }

  #classification({ language, ...question }: ClassifyOptions): Task<Classification[]> {
    return classify({ ...question, labels: this.#labelsIn(language) });
  }

  #labelsIn(language: string | undefined): LabelList {
    return language === undefined ? this.#model.latest.model.labels : labelsInLanguage(this.#labels, language);
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#model.close();
    return this.#disposed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}
