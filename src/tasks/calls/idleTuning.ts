/**
 * Tuning between calls: it begins after the first answer, and later runs use the kernels that it finds.
 */
import { ResNeStError } from '../../core/errors';
import type { GpuWeights } from '../../scheduler/run/weights';
import type { Sessions } from '../../scheduler/run/sessions';
import type { Turns } from '../../scheduler/run/turns';
import type { Tuner } from '../../scheduler/tune/tuner';

/** Milliseconds of work that one visit may spend. */
const BUDGET_MS = 60_000;

export class IdleTuning {
  readonly #tuner: Tuner;
  readonly #weights: GpuWeights;
  readonly #sessions: Sessions;
  readonly #turns: Turns;
  #ending: Promise<void> | undefined;
  #isDone = false;

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

  /** Whether runs use what was measured. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Where tuning fails, the usual kernels go on. */
  async #tune(): Promise<void> {
    try {
      if (!(await this.#tuner.tune(this.#weights, { turns: this.#turns, budgetMs: BUDGET_MS }))) return;
      await this.#turns.take(async () => this.#sessions.use(this.#tuner.choices));
      this.#isDone = true;
    } catch (error) {
      // The next call reports a lost device, and a lack of memory only ends the tuning. Anything else is a defect.
      if (!(error instanceof ResNeStError)) reportError(error);
    }
  }
}
