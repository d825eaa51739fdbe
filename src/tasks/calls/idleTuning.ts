/**
 * Tuning between calls: it begins after the first answer, and later runs use the kernels that it finds.
 */
import { ResNeStError } from '../../core/errors';
import type { GpuWeights } from '../../scheduler/run/weights';
import type { Sessions } from '../../scheduler/run/sessions';
import type { Turns } from '../../scheduler/run/turns';
import type { Tuner } from '../../scheduler/tune/tuner';
import { disposed } from './queue';

/** Milliseconds of work that one visit may spend. */
const BUDGET_MS = 60_000;

export class IdleTuning implements Turns {
  readonly #tuner: Tuner;
  readonly #weights: GpuWeights;
  readonly #sessions: Sessions;
  readonly #turns: Turns;
  #ending: Promise<void> | undefined;
  #isDone = false;
  #isOver = false;

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

  /** No further piece begins: the sessions are about to go. */
  end(): void {
    this.#isOver = true;
  }

  /** Whether runs use what was measured. */
  get isDone(): boolean {
    return this.#isDone;
  }

  aside<T>(piece: () => Promise<T>): Promise<T> {
    return this.#turns.aside(() => this.#unlessOver(piece));
  }

  take<T>(piece: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
    return this.#turns.take((signal) => this.#unlessOver(() => piece(signal)));
  }

  async #unlessOver<T>(piece: () => Promise<T>): Promise<T> {
    if (this.#isOver) throw disposed();
    return piece();
  }

  /** Where tuning fails, the usual kernels go on. */
  async #tune(): Promise<void> {
    try {
      if (!(await this.#tuner.tune(this.#weights, { turns: this, budgetMs: BUDGET_MS }))) return;
      await this.take(async () => this.#sessions.use(this.#tuner.choices));
      this.#isDone = true;
    } catch (error) {
      // After a loss a later visit goes on, and a lack of memory only ends the tuning. Anything else is a defect.
      if (!(error instanceof ResNeStError) && !this.#sessions.place.gpu.loss) reportError(error);
    }
  }
}
