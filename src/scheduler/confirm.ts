/**
 * The last word on what was tuned has the whole run: steps that are fast by themselves may be slow beside each other.
 */
import { seededTensor } from '../core/seeded';
import { GpuMemoryError } from '../core/errors';
import { type Shape4, toBlocked } from '../core/tensor';
import type { Choices } from '../kernels/methods';
import type { Graph } from '../model/graph';
import { makePlan, type Plan } from './plan';
import { compilePlan, type GpuWeights, Session } from './session';
import { Pace } from './slices';
import type { Turns } from './turns';
import type { Place } from './workbench';

/** The model that is run. */
export interface Whole {
  readonly graph: Graph;
  readonly input: Shape4;
  readonly weights: GpuWeights;
}

const ROUNDS = 5;

/** The most that the logits may differ, over the largest: far above what any method strays, below what changes answers. */
const MOST_DIFFERENCE = 1e-3;

/** Whether a run with the choices is faster than one without them, and gives the same; so it is where both are one. */
export async function isFaster(
  place: Place,
  { graph, input, weights }: Whole,
  turns: Turns,
  [before, after]: readonly [Choices, Choices],
): Promise<boolean> {
  const { gpu, pipelines, storage, target } = place;
  const plans = [before, after].map((choices) => makePlan(graph, input, storage, { target, choices }));
  if (isSame(plans[0], plans[1])) return true;
  const pace = new Pace();
  const image = toBlocked(seededTensor('input', input, 2).data, input);
  const runs: { session: Session; best: number; logits: Float32Array }[] = [];
  try {
    for (const plan of plans) {
      const compiled = await turns.aside(() => compilePlan(plan, pipelines));
      const session = await turns.take(() => Session.create(gpu, plan, compiled, weights, pace));
      runs.push({ session, best: Infinity, logits: new Float32Array() });
      gpu.device.queue.writeBuffer(session.input, 0, image);
    }
    for (let round = 0; round <= ROUNDS; round++)
      for (const run of runs)
        await turns.take(async (signal) => {
          const began = performance.now();
          const [logits] = await run.session.run(signal);
          if (round > 0) run.best = Math.min(run.best, performance.now() - began); // the first run warms up
          run.logits = logits?.data ?? run.logits;
        });
  } catch (error) {
    if (error instanceof GpuMemoryError) return false;
    throw error;
  } finally {
    for (const { session } of runs) session.destroy();
  }
  const [old, tuned] = runs;
  return old !== undefined && tuned !== undefined && tuned.best < old.best && isNear(tuned.logits, old.logits);
}

const isSame = (a: Plan | undefined, b: Plan | undefined): boolean =>
  JSON.stringify(a?.steps) === JSON.stringify(b?.steps);

function isNear(got: Float32Array, want: Float32Array): boolean {
  const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return got.every((value, i) => Math.abs(value - (want[i] ?? NaN)) <= MOST_DIFFERENCE * largest);
}
