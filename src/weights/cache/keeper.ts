/**
 * Hands weights to a cache as they pass by. The cache sets the pace, as long as it answers.
 */
import { Patience } from '../../core/waiting';
import type { PackedWeight } from '../../core/weights';
import { CACHE_SECONDS, slow } from './trust';

type Step = IteratorResult<PackedWeight, undefined>;

/** Stores weights as they come; false where it could not. */
type Put = (weights: AsyncIterable<PackedWeight>) => Promise<boolean>;

/**
 * One `put` of a cache. `keep` offers it each weight, `end` tells it that these were all, `fail` that it must not keep
 * them. A cache may end at any time, or hang: it is given up when it has had a weight, or the end, for 10 seconds.
 */
export class Keeper {
  /** Answers to calls of `next` for which there is no weight yet. */
  readonly #asked: ((step: Step | Promise<Step>) => void)[] = [];
  /** Runs while the cache has no call of `next` open. */
  #patience: Patience | undefined;
  /** The answer to every further `next`. */
  #last: (() => Promise<Step>) | undefined;
  #isOver = false;
  #wake = (): void => undefined;
  #giveUp = (): void => undefined;
  readonly #kept: Promise<boolean>;

  constructor(put: Put) {
    const givenUp = new Promise<false>((resolve) => (this.#giveUp = () => resolve(false)));
    this.#wait();
    // Without a `return`, so that leaving its loop does not end the weights. A caller's cache may throw at once.
    const weights = { [Symbol.asyncIterator]: () => ({ next: () => this.#next() }) };
    const putting = (async () => put(weights))().catch(() => false);
    this.#kept = Promise.race([putting, givenUp]).then((kept) => {
      this.#isOver = true;
      this.#patience?.stop();
      this.#last = () => Promise.reject(slow());
      this.#wake();
      return kept;
    });
  }

  /** Gives the cache a weight, and waits until it asks for the next one; at once where it takes none any more. */
  async keep(weight: PackedWeight): Promise<void> {
    await this.#untilAsked();
    this.#answer({ value: weight, done: false });
    await this.#untilAsked();
  }

  /** All weights have been given. Whether the cache kept them. */
  end(): Promise<boolean> {
    return this.#finish(() => Promise.resolve({ value: undefined, done: true }));
  }

  /** The load has failed, unless it has ended: the cache's next call rejects with the error. Waits for it to clean up. */
  async fail(error: unknown): Promise<void> {
    await this.#finish(() => Promise.reject(error as Error));
  }

  #finish(last: () => Promise<Step>): Promise<boolean> {
    this.#last ??= last;
    while (this.#asked.length > 0) this.#answer(this.#last());
    return this.#kept;
  }

  #next(): Promise<Step> {
    this.#patience?.stop();
    const step = new Promise<Step>((resolve) => this.#asked.push(resolve));
    step.catch(() => undefined); // a cache may call and not look at the answer
    if (this.#last) this.#answer(this.#last());
    this.#wake();
    return step;
  }

  #answer(step: Step | Promise<Step>): void {
    this.#asked.shift()?.(step);
    if (this.#asked.length === 0) this.#wait();
  }

  #wait(): void {
    this.#patience?.stop();
    if (!this.#isOver) this.#patience = new Patience(CACHE_SECONDS, () => this.#giveUp());
  }

  async #untilAsked(): Promise<void> {
    while (this.#asked.length === 0 && !this.#isOver) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}
