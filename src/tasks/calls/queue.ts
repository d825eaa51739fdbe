/**
 * The calls to one model: whether they are admitted, and that one runs after the other.
 */
import { ResNeStError } from '../../core/errors';
import type { Gpu } from '../../gpu/device';
import { IdleTurns } from '../../scheduler/run/idleTurns';

const disposed = (): ResNeStError =>
  new ResNeStError('disposed', 'this classifier was disposed of; create another one');

export class CallQueue {
  readonly #gpu: Gpu;
  #isClosed = false;
  /** Settles when the last call that was admitted has ended. */
  #last: Promise<unknown> = Promise.resolve();
  /** For work that runs while there are no calls. */
  readonly turns = new IdleTurns((job) => this.#queue(job));

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
  }

  /** Refuses a call that cannot be answered, before anything is taken for it. */
  admit(signal?: AbortSignal): void {
    if (this.#isClosed) throw disposed();
    signal?.throwIfAborted();
    this.#gpu.check();
  }

  /** Runs a job when all earlier ones have ended, well or not: they share buffers. */
  async inTurn<T>(signal: AbortSignal | undefined, job: () => Promise<T>): Promise<T> {
    this.turns.come();
    return this.#queue(async () => {
      signal?.throwIfAborted();
      this.#gpu.check();
      return job();
    }).finally(() => this.turns.leave());
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
