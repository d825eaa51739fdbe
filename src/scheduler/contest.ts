/**
 * The candidates of one step, each proven right before it is timed against the best of those before it.
 */
import { DeviceLostError, GpuMemoryError, ShaderError } from '../core/errors';
import type { Method } from '../kernels/methods';
import { check, type Expected, expectedOf } from '../ops/check';
import type { Decisions } from './decisions';
import type { Session } from './session';
import { Lap, type Stopwatch } from './stopwatch';
import type { Task } from './tasks';
import type { Turns } from './turns';
import { type Place, Workbench } from './workbench';

/** A challenger must be faster than the best so far by this factor: timings are noisy. */
const MARGIN = 0.97;

/** A challenger that is slower by this factor in the first round is out. */
const HOPELESS = 1.5;

const ROUNDS = 4;

/** A method that is right. */
interface Contender {
  readonly method: Method;
  readonly session: Session;
  readonly repeats: number;
}

export class Contest {
  readonly #task: Task;
  readonly #bench: Workbench;
  readonly #watch: Stopwatch;
  readonly #turns: Turns;
  readonly #decisions: Decisions;
  readonly #expected: readonly Expected[];
  /** What the plainest method gives, with the most that others may differ; absent where there is none. */
  #plain: { readonly output: Float32Array; readonly bound: number } | undefined;

  constructor(place: Place, task: Task, watch: Stopwatch, turns: Turns, decisions: Decisions) {
    this.#task = task;
    this.#bench = new Workbench(place, task);
    this.#watch = watch;
    this.#turns = turns;
    this.#decisions = decisions;
    this.#expected = expectedOf(task.step.op, this.#bench.operands);
  }

  /**
   * The fastest of the candidates that are right, as far as there is time to try them; undefined if none is, or if even
   * the plainest method is not. Wrong ones are quarantined. Throws a DeviceLostError or what `turns` throws.
   */
  async best(
    candidates: readonly Method[],
    plain: Method | undefined,
    inTime: () => boolean,
  ): Promise<Method | undefined> {
    let best: Contender | undefined;
    try {
      if (plain && !(await this.#learnFrom(plain))) return undefined;
      for (const method of candidates) {
        if (this.#decisions.isQuarantined(this.#task.key, method)) continue;
        if (best && !inTime()) break;
        const contender = await this.#admit(method);
        if (!contender) continue;
        const [winner, loser] =
          !best || (await this.#isFaster(contender, best)) ? [contender, best] : [best, contender];
        loser?.session.destroy();
        best = winner;
      }
      return best?.method;
    } finally {
      this.#bench.destroy();
    }
  }

  /** Takes the plainest method for the measure of all outputs, if those that are known in float64 are right. */
  async #learnFrom(plain: Method): Promise<boolean> {
    try {
      const { session, output } = await this.#run(plain);
      session.destroy();
      // Twice: the plainest one strays as well.
      this.#plain = { output, bound: 2 * Math.max(...this.#expected.map(({ bound }) => bound)) };
      return check(this.#expected, output).passed;
    } catch (error) {
      if (error instanceof ShaderError) return false;
      throw error;
    }
  }

  async #run(method: Method): Promise<{ readonly session: Session; readonly output: Float32Array }> {
    const prepared = await this.#turns.aside(() => this.#bench.prepare(method));
    const session = await this.#turns.take(() => this.#bench.open(prepared));
    const [output] = await this.#turns.take(() => session.run());
    return { session, output: output?.data ?? new Float32Array() };
  }

  async #admit(method: Method): Promise<Contender | undefined> {
    try {
      const { session, output } = await this.#run(method);
      if (this.#isRight(output))
        return { method, session, repeats: await this.#turns.take(() => this.#watch.repeatsOf(session)) };
      session.destroy();
    } catch (error) {
      if (error instanceof GpuMemoryError) return undefined; // not the method's fault alone
      if (error instanceof DeviceLostError) this.#decisions.quarantine(this.#task.key, method);
      if (!(error instanceof ShaderError)) throw error;
    }
    this.#decisions.quarantine(this.#task.key, method);
    return undefined;
  }

  #isRight(output: Float32Array): boolean {
    if (!check(this.#expected, output).passed) return false;
    if (!this.#plain) return true;
    const { output: plain, bound } = this.#plain;
    return output.every((value, i) => Math.abs(value - (plain[i] ?? NaN)) <= bound);
  }

  async #isFaster(challenger: Contender, best: Contender): Promise<boolean> {
    const [own, others] = [new Lap(challenger.repeats), new Lap(best.repeats)];
    const measure = (lap: Lap, { session }: Contender): Promise<void> =>
      lap.measure((repeats) => this.#turns.take(() => this.#watch.time(session, repeats)));
    for (let round = 0; round < ROUNDS; round++) {
      await measure(others, best);
      await measure(own, challenger);
      if (own.milliseconds > others.milliseconds * HOPELESS) return false;
    }
    return own.milliseconds < others.milliseconds * MARGIN;
  }
}
