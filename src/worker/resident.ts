/**
 * The classifier in the worker, and what the page may ask of it.
 */
import { transfer } from 'comlink';
import { defect } from '../core/need';
import {
  type Classifier,
  createClassifier,
  DEFAULT_MODEL,
  type PublishedEntry,
  publishedModels,
  type TilesProgress,
} from '../index';
import { transactionsEnd } from '../weights/cache/database';
import { tellPreloaded } from '../weights/fetching/preloaded';
import { buffersIn, packAnswer } from './answers';
import { InfoSource } from './info';
import { unpackOptions } from './options';
import type {
  Answer,
  Argument,
  Asked,
  CrossedOptions,
  Listener,
  NewInfo,
  Streamed,
  StreamListener,
  Thread,
} from './protocol';
import { closeAll, unpackSources } from './sources';
import { revived } from './standIns';

/** How often `info` is looked at while it may change without a call: own programs, tuning, a model opened again. */
const WATCH_MS = 500;

/** How long after a loss `info` is looked at. */
const REOPENING_MS = 60_000;

/** Locks that have not answered for this long do not work. The page would end a worker that waits for them. */
const LOCK_MS = 5000;

type Method = (...args: readonly unknown[]) => Promise<unknown>;
type StreamingMethod = (...args: readonly unknown[]) => AsyncGenerator<unknown, void, undefined>;

export class Resident implements Thread {
  #classifier: Classifier | undefined;
  #info: InfoSource | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #watchedUntil = 0;
  readonly #calls = new Map<number, AbortController>();
  readonly #streams = new Map<number, AsyncGenerator<unknown, void, undefined>>();
  /** Those that the page has made and that have no answer yet. */
  readonly #answers = new Set<Promise<unknown>>();

  hold(lock: string): Promise<boolean> {
    return new Promise((resolve) => {
      const held = (): Promise<never> => {
        resolve(true);
        return new Promise(() => undefined); // until the worker ends
      };
      const request = async (): Promise<unknown> => navigator.locks.request(lock, held);
      request().catch(() => resolve(false)); // a page without an origin has no locks
      setTimeout(resolve, LOCK_MS, false);
    });
  }

  entryOf(model: unknown): PublishedEntry | undefined {
    return publishedModels.find(({ name }) => name === (model ?? DEFAULT_MODEL));
  }

  async open(options: CrossedOptions, listener: Listener): Promise<NewInfo> {
    tellPreloaded(options.preloaded);
    const values = unpackOptions(options);
    const heard: unknown[] = [];
    const classifier = await createClassifier({
      ...(options.hearsProgress ? { onProgress: (progress) => void heard.push(listener.progress(progress)) } : {}),
      onDeviceLost: (loss) => {
        void listener.lost(loss, this.#changes());
        this.#watchInfo(listener, performance.now() + REOPENING_MS);
      },
      ...values,
    });
    await Promise.allSettled(heard); // the page hears of no step after the end
    this.#classifier = classifier;
    this.#info = new InfoSource(() => classifier.info);
    this.#watchInfo(listener, values['tune'] === 'idle' ? Infinity : 0);
    return this.#changes();
  }

  ask(number: number, name: Asked, args: readonly Argument[]): Promise<Answer> {
    const answer = this.#answer(number, name, args);
    const ended = answer.catch(() => undefined).finally(() => this.#answers.delete(ended));
    this.#answers.add(ended);
    return answer;
  }

  async #answer(number: number, name: Asked, args: readonly Argument[]): Promise<Answer> {
    const classifier = this.#classifier;
    if (!classifier) throw defect('no model is open in the worker');
    const abort = new AbortController();
    this.#calls.set(number, abort);
    const given = args.map((argument) => received(argument, abort.signal));
    try {
      const packed = packAnswer(name, await (classifier[name] as Method).apply(classifier, given));
      return transfer({ packed, info: this.#changes() }, buffersIn(packed));
    } finally {
      this.#calls.delete(number);
      closeAll(given.flat());
    }
  }

  stream(number: number, name: Streamed, args: readonly Argument[], listener?: StreamListener): Promise<void> {
    const classifier = this.#classifier;
    if (!classifier) throw defect('no model is open in the worker');
    const abort = new AbortController();
    const [source, options] = args.map((argument) => received(argument, abort.signal));
    const onProgress = listener && ((progress: TilesProgress) => void listener.progress(progress));
    try {
      const heard = onProgress ? { ...(options as object), onProgress } : options;
      const answers = (classifier[name] as StreamingMethod).call(classifier, source, heard);
      this.#streams.set(number, answers);
      this.#calls.set(number, abort);
      return Promise.resolve();
    } finally {
      closeAll([source]); // it was taken at the call
    }
  }

  async next(number: number): Promise<Answer> {
    const answers = this.#streams.get(number);
    if (!answers) throw defect('a stream was asked for more after its end');
    let isOver = true;
    try {
      const result = await answers.next();
      isOver = result.done ?? false;
      return { packed: result, info: this.#changes() };
    } finally {
      if (isOver) this.#forget(number);
    }
  }

  abort(number: number): void {
    this.#calls.get(number)?.abort();
    void this.#streams.get(number)?.return();
    this.#forget(number);
  }

  #forget(number: number): void {
    this.#streams.delete(number);
    this.#calls.delete(number);
  }

  async close(): Promise<void> {
    clearInterval(this.#watch);
    await this.#classifier?.dispose();
    await Promise.all(this.#answers); // they are on their way before the page hears of the end
    await transactionsEnd();
  }

  #changes(): NewInfo {
    return this.#info?.changes() ?? {};
  }

  /** Tells what changes without a call until the model has its own programs, and at least until `end`. */
  #watchInfo(listener: Listener, end: number): void {
    this.#watchedUntil = Math.max(this.#watchedUntil, end);
    clearInterval(this.#watch);
    this.#watch = setInterval(() => {
      const changes = this.#info?.changes();
      if (changes) void listener.info(changes);
      const { programs, notSpecialised } = this.#classifier?.info ?? {};
      const isWaiting = programs === 'general' && notSpecialised === undefined;
      if (!isWaiting && performance.now() > this.#watchedUntil) clearInterval(this.#watch);
    }, WATCH_MS);
  }
}

/** An argument as the page's caller gave it. */
function received(argument: Argument, signal: AbortSignal): unknown {
  if (argument.kind === 'value') return revived(argument.value);
  if (argument.kind === 'sources') return unpackSources(argument.sources);
  const options = Object.entries(argument.options).map(([name, value]) => [name, revived(value)]);
  return { signal, ...Object.fromEntries(options) };
}
