/**
 * The last check of a tuning is the whole run: methods that are fast alone may be slow beside each other.
 */
import { seededTensor } from '../../core/bits/seeded';
import type { Precision } from '../../core/precision';
import { GpuMemoryError } from '../../core/errors';
import { needAt } from '../../core/need';
import { type Shape4, toBlocked } from '../../core/tensor';
import { inErrorScopes } from '../../gpu/scopes';
import type { Choices } from '../../kernels/choosing/methods';
import type { Graph } from '../../model/graph';
import { makePlan } from '../plan/makePlan';
import type { Plan } from '../plan/plan';
import { compilePlan } from '../run/compile';
import { Session } from '../run/session';
import type { GpuWeights } from '../run/weights';
import { Pace, SLICE_MS } from '../run/turns/pace';
import { Stopwatch } from './stopwatch';
import type { Turns } from '../run/turns/turns';
import type { Place } from '../run/place';

/** The model that is run. */
export interface Whole {
  readonly graph: Graph;
  readonly input: Shape4;
  readonly weights: GpuWeights;
}

const ROUNDS = 5;

/** Runs below this are repeated within one pass, because the clock may be late by a whole submit. */
const SHORT_MS = 2 * SLICE_MS;

/** Times a session's runs repeatedly and keeps the shortest time. */
interface Timer {
  measure(signal: AbortSignal | undefined): Promise<void>;
  readonly milliseconds: number;
}

/** The most that logits may differ, over the largest: far above any method's rounding, too small to change answers. */
const MOST_DIFFERENCES: Readonly<Record<Precision, number>> = { f32: 1e-3, f16: 1e-2 };

/**
 * Whether a run with the choices `after` is faster than one with the choices `before` and gives the same logits; true
 * where both make the same plan.
 */
export async function isFaster(
  place: Place,
  { graph, input, weights }: Whole,
  turns: Turns,
  [before, after]: readonly [Choices, Choices],
): Promise<boolean> {
  const { gpu, pipelines, storage, target } = place;
  const planOf = (choices: Choices): Plan => makePlan(graph, input, storage, { target, choices });
  const plans = [planOf(before), planOf(after)] as const;
  if (isSame(...plans)) return true;
  const pace = new Pace();
  const image = toBlocked(seededTensor('input', input, 2).data, input);
  const runs: Runs[] = [];
  let timers: readonly Timer[] = runs;
  const watch = new Stopwatch(gpu);
  try {
    for (const plan of plans) {
      const compiled = await turns.aside(() => compilePlan(plan, pipelines));
      const session = await turns.take(() => Session.create(gpu, plan, compiled, weights, pace));
      runs.push(new Runs(session));
      const write = (): void => gpu.device.queue.writeBuffer(session.input, 0, image);
      await gpu.whileAlive(inErrorScopes(gpu.device, 'a seeded input', write));
    }
    // Three runs of each before the timing: drivers compile in the first, and the pace settles in the second.
    for (const run of [...runs, ...runs, ...runs]) await turns.take((signal) => run.measure(signal));
    if (runs.every(({ milliseconds }) => milliseconds < SHORT_MS)) {
      const laps: Timer[] = [];
      for (const { session } of runs) laps.push(watch.lap(session, await turns.take(() => watch.glance(session))));
      timers = laps;
    }
    for (let round = 0; round < ROUNDS; round++)
      for (const timer of timers) await turns.take((signal) => timer.measure(signal));
  } catch (error) {
    if (error instanceof GpuMemoryError) return false;
    throw error;
  } finally {
    for (const { session } of runs) session.destroy();
    watch.destroy();
  }
  const [old, tuned] = [needAt(runs, 0, 'run').logits, needAt(runs, 1, 'run').logits];
  const [oldMs, tunedMs] = [needAt(timers, 0, 'timer').milliseconds, needAt(timers, 1, 'timer').milliseconds];
  return tunedMs < oldMs && isNear(tuned, old, MOST_DIFFERENCES[target.precision ?? 'f32']);
}

/** Runs by the clock, one by one, since long runs in one pass would freeze the page; and the logits of the last one. */
class Runs implements Timer {
  readonly session: Session;
  milliseconds = Infinity;
  logits: Float32Array = new Float32Array();

  constructor(session: Session) {
    this.session = session;
  }

  async measure(signal: AbortSignal | undefined): Promise<void> {
    const began = performance.now();
    const outputs = await this.session.run(signal);
    this.milliseconds = Math.min(this.milliseconds, performance.now() - began);
    this.logits = needAt([...outputs.values()], 0, 'output').data;
  }
}

const isSame = (a: Plan, b: Plan): boolean => JSON.stringify(a.steps) === JSON.stringify(b.steps);

function isNear(got: Float32Array, want: Float32Array, most: number): boolean {
  const largest = want.reduce((so, value) => Math.max(so, Math.abs(value)), 0);
  return got.every((value, i) => Math.abs(value - (want[i] ?? NaN)) <= most * largest);
}
