/**
 * The calls to one model: whether they are admitted, and that one runs after the other.
 */
import { ResNeStError } from '../../core/errors';
import { untilAborted } from '../../core/waiting';
import { IdleTurns } from '../../scheduler/run/turns/idleTurns';
import type { Desk, Desks } from './desk';

/** The error of a classifier that was disposed of. */
export const disposed = (): ResNeStError =>
  new ResNeStError('disposed', 'this classifier was disposed of; create another one');

const nothing = (): void => undefined;

export class CallQueue<D = Desk> {
  readonly #desks: Desks<D>;
  #isClosed = false;
  /** Settles when the last call that was admitted has ended. */
  #last: Promise<unknown> = Promise.resolve();
  /** For work that runs while there are no calls. */
  readonly turns = new IdleTurns((job) => this.#queue(job));

  constructor(desks: Desks<D>) {
    this.#desks = desks;
  }

  /** Refuses a call that cannot be answered, before anything is taken for it. */
  admit(signal?: AbortSignal): void {
    if (this.#isClosed) throw disposed();
    signal?.throwIfAborted();
    this.#desks.check();
  }

  /**
   * Runs a job at a desk when all earlier ones have ended, well or not: they share buffers. An abort is answered at once;
   * a job that has begun then ends as soon as it sees the abort. `free` is called when the job has ended, or when it is
   * clear that it never begins.
   */
  inTurn<T>(signal: AbortSignal | undefined, job: (desk: D) => Promise<T>, free: () => void = nothing): Promise<T> {
    return this.between(signal, () => this.#desks.serve(signal, job), free);
  }

  /** The same for a job that needs no desk. */
  async between<T>(signal: AbortSignal | undefined, job: () => Promise<T>, free: () => void = nothing): Promise<T> {
    this.turns.come();
    let hasBegun = false;
    const running = this.#queue(async () => {
      signal?.throwIfAborted();
      hasBegun = true;
      return job();
    }).finally(() => {
      free();
      this.turns.leave();
    });
    try {
      return await untilAborted(signal, running);
    } finally {
      if (!hasBegun) free();
    }
  }

  /** Refuses all later calls and ends the work between calls; resolves when the admitted calls have ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.turns.stop(disposed());
    await this.#last;
  }

  #queue<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#last.then(job);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
