/**
 * Tuning between calls: it begins after the first answer, and later runs use the kernels that it finds.
 */
import { ResNeStError } from '../../../core/errors';
import { untilAborted } from '../../../core/waiting';
import type { GpuWeights } from '../../../scheduler/run/weights';
import type { Sessions } from '../../../scheduler/run/sessions';
import type { Turns } from '../../../scheduler/run/turns/turns';
import type { Tuner } from '../../../scheduler/tune/tuner';
import { disposed } from '../queue';

/** Milliseconds of work that one visit may spend. */
const BUDGET_MS = 60_000;

export class IdleTuning implements Turns {
  readonly #tuner: Tuner;
  readonly #weights: GpuWeights;
  readonly #sessions: Sessions;
  readonly #turns: Turns;
  #ending: Promise<void> | undefined;
  #isFinished = false;
  #isDone = false;
  readonly #end = new AbortController();

  constructor(tuner: Tuner, weights: GpuWeights, sessions: Sessions, turns: Turns) {
    this.#tuner = tuner;
    this.#weights = weights;
    this.#sessions = sessions;
    this.#turns = turns;
  }

  /** Begins, unless it has begun already. */
  begin(): void {
    this.#ending ??= this.#tune();
  }

  /** Resolves when it has ended, well or not; at once if it has not begun. */
  async ended(): Promise<void> {
    await this.#ending;
  }

  /**
   * No further piece begins: the sessions are about to go. `ended` then waits for a piece beside the calls at most, so the
   * calls' turn may wait for it.
   */
  end(): void {
    this.#end.abort(disposed());
  }

  /** Whether it has begun and not come to its own end. */
  get isUnfinished(): boolean {
    return this.#ending !== undefined && !this.#isFinished;
  }

  /** Whether runs use what was measured. */
  get isDone(): boolean {
    return this.#isDone;
  }

  async aside<T>(piece: () => Promise<T>): Promise<T> {
    const { signal } = this.#end;
    await untilAborted(
      signal,
      this.#turns.aside(() => Promise.resolve()),
    );
    return piece(); // it is waited for, since whatever it makes is freed only then
  }

  take<T>(piece: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
    const { signal: over } = this.#end;
    const taken = this.#turns.take(async (signal) => {
      over.throwIfAborted();
      return piece(signal);
    });
    return untilAborted(over, taken);
  }

  /** Where tuning fails, the usual kernels go on. */
  async #tune(): Promise<void> {
    try {
      if (await this.#tuner.tune(this.#weights, { turns: this, budgetMs: BUDGET_MS })) {
        await this.take(async () => this.#sessions.use(this.#tuner.choices));
        this.#isDone = true;
      }
      this.#isFinished = true;
    } catch (error) {
      // After a loss a later visit goes on, and a lack of memory only ends the tuning. Anything else is a defect.
      if (!(error instanceof ResNeStError) && !this.#sessions.place.gpu.loss) reportError(error);
    }
  }
}
