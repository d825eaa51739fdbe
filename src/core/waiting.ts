/**
 * Waiting that comes to an end: by a signal, or because nothing has come for some time.
 */

const SECOND_MS = 1000;

/**
 * Calls `end` once about so many seconds have passed without a `renew`. Seconds are ticks of the page's own timer: a page
 * that sleeps or is busy does not give up what had no chance to answer.
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

  /** Something has come: the seconds begin anew. Between two ticks: one more, so that none is cut short. */
  renew(): void {
    this.#left = this.#seconds + 1;
  }

  /** Nothing more is expected. */
  stop(): void {
    clearInterval(this.#timer);
  }
}

/** What `work` gives; rejects with the error of `late` if that takes longer than about so many seconds. */
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

/**
 * What `work` gives; rejects with the signal's reason as soon as it aborts, though the work goes on. The signal keeps
 * nothing of work that has ended.
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
