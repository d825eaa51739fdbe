/**
 * Waiting with an end: by a signal, or after some time of silence.
 */

const SECOND_MS = 1000;

/**
 * Calls `end` after about this many seconds without a `renew`. Seconds are ticks of the page's own timer, so a page
 * that slept or was busy does not give up on an answer that it could not have received.
 */
export class Patience {
  readonly #seconds: number;
  #left: number;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(seconds: number, end: () => void) {
    this.#seconds = seconds;
    this.#left = seconds;
    this.#timer = setInterval(() => {
      if (--this.#left > 0) return;
      this.stop();
      end();
    }, SECOND_MS);
  }

  /** Begins the seconds again. Between two ticks one more tick is waited for, so the time is never too short. */
  renew(): void {
    this.#left = this.#seconds + 1;
  }

  /** Nothing more is expected. */
  stop(): void {
    clearInterval(this.#timer);
  }
}

/** Resolves as `work` does; rejects with the error of `late` if that takes longer than about this many seconds. */
export function within<T>(seconds: number, work: PromiseLike<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const patience = new Patience(seconds, () => reject(late()));
    work.then(
      (result) => {
        patience.stop();
        resolve(result);
      },
      (error: unknown) => {
        patience.stop();
        reject(error as Error);
      },
    );
  });
}

/** A signal that aborts as the first of several does, until `end` is called; Chrome 113 has no `AbortSignal.any`. */
export function linked(signals: readonly (AbortSignal | undefined)[]): {
  readonly signal: AbortSignal;
  readonly end: () => void;
} {
  const either = new AbortController();
  const ended = new AbortController();
  for (const signal of signals) {
    const abort = (): void => either.abort(signal?.reason);
    signal?.addEventListener('abort', abort, { signal: ended.signal });
    if (signal?.aborted) abort();
  }
  return { signal: either.signal, end: () => ended.abort() };
}

/**
 * Resolves as `work` does, or rejects with the signal's reason as soon as it aborts; the work itself goes on. Once the
 * work has ended, its listener on the signal is removed.
 */
export function untilAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    const end = (): void => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    work.then(resolve, reject).finally(end);
  });
}
