/**
 * Long work in the gaps between a classifier's calls.
 */
import type { Turns } from './turns';

/** Nothing begins sooner after a call: calls come in groups. */
const QUIET_MS = 300;

/** So long the page is taken for idle once it has said that it is: its answer may take as long as a piece. */
const LEASE_MS = 100;

/** A page that is busy all the time still lets a piece through after this long. */
const PATIENCE_MS = 2000;

/** Puts a job behind the calls that wait already. */
type Queue = <T>(job: () => Promise<T>) => Promise<T>;

export class IdleTurns implements Turns {
  readonly #queue: Queue;
  readonly #stop = new AbortController();
  #disturbance = new AbortController();
  #calls = 0;
  #left = performance.now();
  /** Until when the page is taken for idle. */
  #lease = 0;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  /** To be told of each call that comes. */
  come(): void {
    this.#calls++;
    this.#lease = 0;
    this.#disturbance.abort();
  }

  /** To be told of each call that has ended. */
  leave(): void {
    this.#calls--;
    this.#left = performance.now();
  }

  /** Cancels the work. */
  stop(reason: unknown): void {
    this.#stop.abort(reason);
    this.#disturbance.abort();
  }

  async aside<T>(piece: () => Promise<T>): Promise<T> {
    await this.#quiet();
    return piece();
  }

  async take<T>(piece: (signal: AbortSignal) => Promise<T>): Promise<T> {
    for (;;) {
      await this.#quiet();
      this.#disturbance = new AbortController();
      const { signal } = this.#disturbance;
      try {
        return await this.#queue(() => piece(signal));
      } catch (error) {
        if (!signal.aborted || error !== signal.reason) throw error;
      }
    }
  }

  async #quiet(): Promise<void> {
    const { signal } = this.#stop;
    for (;;) {
      signal.throwIfAborted();
      if (performance.now() < this.#lease) return;
      const rest = this.#calls > 0 ? QUIET_MS : this.#left + QUIET_MS - performance.now();
      if (rest > 0) {
        await wait(rest, signal);
      } else {
        await idle(signal);
        if (this.#calls === 0) this.#lease = performance.now() + LEASE_MS;
      }
    }
  }
}

/** Resolves after some time, or as soon as the signal aborts. */
const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  unlessAborted(signal, (done) => {
    const timer = setTimeout(done, milliseconds);
    return () => clearTimeout(timer);
  });

/** Resolves when the page has nothing to do, where the browser tells; or as soon as the signal aborts. */
function idle(signal: AbortSignal): Promise<void> {
  if (typeof requestIdleCallback !== 'function') return wait(1, signal);
  return unlessAborted(signal, (done) => {
    const handle = requestIdleCallback(done, { timeout: PATIENCE_MS });
    return () => cancelIdleCallback(handle);
  });
}

/** Waits for what `begin` waits for, which gives a way to cancel it. */
function unlessAborted(signal: AbortSignal, begin: (done: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    const cancel = begin(end);
    signal.addEventListener('abort', end);
    function end(): void {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}
