/**
 * Long work in the gaps between a classifier's calls.
 */
import type { Turns } from './turns';

/** Milliseconds after a call before a piece begins: calls come in groups. */
const QUIET_MS = 300;

/** Pieces run for this many milliseconds after one idle callback: another one can take as long as a piece. */
const LEASE_MS = 100;

/** Milliseconds after which a piece begins even on a page that is always busy. */
const PATIENCE_MS = 2000;

/** Runs a job after the calls that are waiting. */
type Queue = <T>(job: () => Promise<T>) => Promise<T>;

export class IdleTurns implements Turns {
  readonly #queue: Queue;
  readonly #stop = new AbortController();
  #disturbance = new AbortController();
  #calls = 0;
  #left = performance.now();
  /** The time until which pieces run without another idle callback. */
  #lease = 0;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  /** A call begins; the piece under way is aborted and done again later. */
  come(): void {
    this.#calls++;
    this.#lease = 0;
    this.#disturbance.abort();
  }

  /** A call has ended. */
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

  async take<T>(piece: (signal: AbortSignal) => Promise<T>, patienceMs = Infinity): Promise<T> {
    for (;;) {
      await this.#quiet(performance.now() + patienceMs);
      this.#disturbance = new AbortController();
      const { signal } = this.#disturbance;
      try {
        return await this.#queue(() => piece(signal));
      } catch (error) {
        if (!signal.aborted || error !== signal.reason) throw error;
      }
    }
  }

  async #quiet(latest = Infinity): Promise<void> {
    const { signal } = this.#stop;
    for (;;) {
      signal.throwIfAborted();
      const now = performance.now();
      if (now < this.#lease || now >= latest) return;
      const rest = this.#calls > 0 ? QUIET_MS : this.#left + QUIET_MS - now;
      if (rest > 0) {
        await wait(Math.min(rest, latest - now), signal);
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

/** Resolves when the browser says that the page is idle, or as soon as the signal aborts; Safari does not say it. */
function idle(signal: AbortSignal): Promise<void> {
  if (typeof requestIdleCallback !== 'function') return wait(1, signal);
  return unlessAborted(signal, (done) => {
    const handle = requestIdleCallback(done, { timeout: PATIENCE_MS });
    return () => cancelIdleCallback(handle);
  });
}

/** Waits until `begin` calls back or the signal aborts; `begin` gives a function that cancels its own waiting. */
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
