/**
 * The candidates of one step, each proven right before it is timed against the best of those before it.
 */
import { DeviceLostError, GpuMemoryError, ShaderError } from '../../core/errors';
import { need } from '../../core/need';
import type { Method } from '../../kernels/choosing/methods';
import { rightValuesOf } from '../../ops/check';
import { checkPool } from './proof/checkPool';
import type { Decisions } from './decisions';
import { Jury } from './proof/jury';
import type { Session } from '../run/session';
import type { Stopwatch } from './stopwatch';
import type { DistinctStep } from './distinctSteps';
import type { Turns } from '../run/turns/turns';
import { Workbench } from './proof/workbench';
import type { Place } from '../run/place';

/** A challenger must be faster than the best so far by this factor: timings are noisy. */
const MARGIN = 0.97;

/** A challenger that is slower by this factor at first sight is out. */
const HOPELESS = 1.5;

const ROUNDS = 4;

/** A method that is right. */
interface Contender {
  readonly method: Method;
  readonly session: Session;
  /** Milliseconds of a run, as its first timing says. */
  readonly once: number;
}

/** Whether an error is the loss of a device that nobody destroyed. */
const isCrash = (error: unknown): boolean => error instanceof DeviceLostError && error.code === 'lost';

export class Contest {
  readonly #distinct: DistinctStep;
  readonly #bench: Workbench;
  readonly #watch: Stopwatch;
  readonly #turns: Turns;
  readonly #decisions: Decisions;
  readonly #jury: Jury;

  constructor(place: Place, distinct: DistinctStep, watch: Stopwatch, turns: Turns, decisions: Decisions) {
    this.#distinct = distinct;
    this.#bench = new Workbench(place, distinct);
    this.#watch = watch;
    this.#turns = turns;
    this.#decisions = decisions;
    this.#jury = new Jury(rightValuesOf(distinct.step.op, this.#bench.operands, this.#bench.precision));
  }

  /**
   * The fastest of the right candidates that were tried while there was time; undefined if none is right. Wrong ones are
   * quarantined. Throws what `turns` throws, or a DeviceLostError. Where a crash lost the device, its candidate has come into
   * quarantine too; a device that somebody destroyed says nothing about it.
   */
  async best(candidates: readonly Method[], inTime: () => boolean): Promise<Method | undefined> {
    let best: Contender | undefined;
    try {
      for (const method of candidates) {
        if (best && !inTime()) break;
        const contender = await this.#admit(method);
        // What this one gave may have shown that the best so far is wrong, even where it takes no part itself.
        if (best && this.#isQuarantined(best.method)) {
          best.session.destroy();
          best = undefined;
        }
        if (!contender) continue;
        const [winner, loser] =
          best && !(await this.#isFaster(contender, best)) ? [best, contender] : [contender, best];
        loser?.session.destroy();
        best = winner;
      }
      return best?.method;
    } finally {
      this.#bench.destroy();
    }
  }

  /** Undefined for a method that cannot take part. */
  async #admit(method: Method): Promise<Contender | undefined> {
    if (this.#isQuarantined(method)) return undefined;
    try {
      const prepared = await this.#turns.aside(() => this.#bench.prepare(method));
      const session = await this.#turns.take(() => this.#bench.open(prepared));
      const outputs = await this.#turns.take(() => session.run());
      const output = need(outputs, 'step', 'output');
      const { pool } = this.#distinct;
      if (pool && !checkPool(pool, output, need(outputs, 'pool', 'output'), this.#bench.precision).passed)
        this.#quarantine(method);
      for (const wrong of this.#jury.wrongBy(method, output.data)) this.#quarantine(wrong);
      if (!this.#isQuarantined(method))
        return { method, session, once: await this.#turns.take(() => this.#watch.glance(session)) };
      session.destroy();
    } catch (error) {
      if (error instanceof ShaderError || isCrash(error)) this.#quarantine(method);
      // A lack of memory is not the method's fault alone.
      if (!(error instanceof ShaderError || error instanceof GpuMemoryError)) throw error;
    }
    return undefined;
  }

  #quarantine(method: Method): void {
    this.#decisions.quarantine(this.#distinct.key, method);
  }

  #isQuarantined(method: Method): boolean {
    return this.#decisions.isQuarantined(this.#distinct.key, method);
  }

  async #isFaster(challenger: Contender, best: Contender): Promise<boolean> {
    if (challenger.once > best.once * HOPELESS) return false;
    const own = this.#watch.lap(challenger.session, challenger.once);
    const others = this.#watch.lap(best.session, best.once);
    for (let round = 0; round < ROUNDS; round++) {
      await this.#turns.take(() => others.measure());
      await this.#turns.take(() => own.measure());
    }
    return own.milliseconds < others.milliseconds * MARGIN;
  }
}
