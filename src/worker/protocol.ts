/**
 * What the two sides of a worker say to each other.
 */
import type { Classifier, ClassifierInfo, DeviceLoss, Progress, PublishedEntry, TilesProgress } from '../index';
import type { CrossedSources } from './sources';

/** The methods of a classifier that are answered in the worker, each by one answer. */
export type Asked = 'classify' | 'logits' | 'embed' | 'features' | 'explain' | 'preprocess' | 'selfTest' | 'recover';

/** Those that are answered there by one answer after the other, each when it is asked for. */
export type Streamed = 'classifyTiles';

/** What the worker tells of a stream without being asked. */
export interface StreamListener {
  progress(progress: TilesProgress): void;
}

/** What such a method resolves to. */
export type AnswerOf<Name extends Asked> = Awaited<ReturnType<Classifier[Name]>>;

/** What has changed in `info` since the worker told of it last. */
export type NewInfo = Partial<ClassifierInfo>;

/** What the worker tells without being asked. */
export interface Listener {
  progress(progress: Progress): void;
  lost(loss: DeviceLoss, info: NewInfo): void;
  info(changed: NewInfo): void;
}

/** An answer, ready to be transferred. */
export interface Answer {
  readonly packed: unknown;
  readonly info: NewInfo;
}

/** Options of `createClassifier` that have crossed. */
export interface CrossedOptions {
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether the page wants to hear of the start's progress. */
  readonly hearsProgress: boolean;
  /** The files that the page has asked its browser for beforehand. */
  readonly preloaded: readonly string[];
}

/** An argument of a call that has crossed; the worker adds a signal of its own to the options. */
export type Argument =
  | { readonly kind: 'sources'; readonly sources: CrossedSources }
  | { readonly kind: 'options'; readonly options: Readonly<Record<string, unknown>> }
  | { readonly kind: 'value'; readonly value: unknown };

/** What the worker does for the page. */
export interface Thread {
  /** Holds a lock of this name as long as the worker lives, so that the page notices its end. Whether it does. */
  hold(lock: string): Promise<boolean>;
  /** The checkpoint that is loaded for `model`, as `publishedModels` lists it. */
  entryOf(model: unknown): PublishedEntry | undefined;
  open(options: CrossedOptions, listener: Listener): Promise<NewInfo>;
  /** Asks a method of the classifier; `number` is for `abort`. */
  ask(number: number, name: Asked, args: readonly Argument[]): Promise<Answer>;
  /** Begins a method that streams; `listener` is told of its progress, if somebody hears it. */
  stream(number: number, name: Streamed, args: readonly Argument[], listener?: StreamListener): Promise<void>;
  /** The next answer of a stream: an IteratorResult. */
  next(number: number): Promise<Answer>;
  /** Ends a stream or a call. */
  abort(number: number): void;
  close(): Promise<void>;
}
