/**
 * Finds out on the user's device which methods are the fastest: a few candidates for each distinct step, the dearest
 * steps first, and at the end the whole run.
 */
import { need } from '../../core/need';
import { type Choices, type Method, methodsFor } from '../../kernels/choosing/methods';
import { isFaster, type Whole } from './confirm';
import { Contest } from './contest';
import type { Decisions } from './decisions';
import { Stopwatch } from './stopwatch';
import { type DistinctStep, distinctStepsOf } from './distinctSteps';
import type { Turns } from '../run/turns/turns';
import type { Place } from '../run/place';

export interface TuneOptions {
  /** The decisions of earlier visits; those of this one are added to them. */
  readonly decisions: Decisions;
  readonly turns: Turns;
  /** Milliseconds of work, without the time that passes while others have their turn. No candidate begins after them. */
  readonly budgetMs: number;
  /** Hears how many of how many steps are decided. */
  readonly onStep?: ((decided: number, total: number) => void) | undefined;
  /** The methods that a step may take; by default those that the kernels offer. */
  readonly methods?: typeof methodsFor | undefined;
}

/** The most candidates of a step: each takes a compilation. */
const MOST_CANDIDATES = 12;

/** The smallest share of the work for which a step is tuned: faster methods of smaller steps save too little. */
const LEAST_SHARE = 0.005;

/**
 * Decides as many steps as the budget allows, and tells whether it decided any. Throws what `turns` throws, a
 * GpuMemoryError, or a DeviceLostError after the candidate that crashed the device has come into quarantine. The decisions until
 * then were not confirmed by a whole run, so they are forgotten.
 */
export async function tune(place: Place, whole: Whole, options: TuneOptions): Promise<boolean> {
  const { decisions, budgetMs, onStep, methods = methodsFor } = options;
  const methodsOf = ({ step, shapes }: DistinctStep): readonly Method[] =>
    methods(step.op, shapes, place.target).slice(0, MOST_CANDIDATES);
  const open = undecided(place, whole, decisions).filter((distinct) => methodsOf(distinct).length > 1);
  const clock = new WorkingTime();
  const turns = clock.of(options.turns);
  const watch = new Stopwatch(place.gpu);
  const found = new Map<string, Method>();
  try {
    for (const distinct of open) {
      onStep?.(found.size, open.length);
      if (clock.milliseconds > budgetMs) break;
      const contest = new Contest(place, distinct, watch, turns, decisions);
      const best = await contest.best(methodsOf(distinct), () => clock.milliseconds <= budgetMs);
      if (best) found.set(distinct.key, best);
    }
    const usual = new Map(decisions.choices);
    for (const distinct of open) {
      const right = methodsOf(distinct).find((method) => !decisions.isQuarantined(distinct.key, method));
      if (right) usual.set(distinct.key, right);
    }
    const tuned: Choices = new Map([...usual, ...found]);
    const kept = (await isFaster(place, whole, turns, [usual, tuned])) ? tuned : usual;
    for (const key of found.keys()) decisions.choose(key, need(kept, key, 'method for'));
    onStep?.(open.length, open.length);
    return found.size > 0;
  } finally {
    watch.destroy();
  }
}

/** The steps that have a large enough share of the work and no decision yet. */
function undecided({ target }: Place, { graph, input }: Whole, { choices }: Decisions): readonly DistinctStep[] {
  const distinctSteps = distinctStepsOf(graph, input, target, choices);
  const total = distinctSteps.reduce((sum, { work }) => sum + work, 0);
  return distinctSteps.filter(({ key, work }) => work >= LEAST_SHARE * total && !choices.has(key));
}

/** Counts the time of the pieces, and not the time between them. */
class WorkingTime {
  milliseconds = 0;

  of(turns: Turns): Turns {
    const timed = async <T>(piece: () => Promise<T>): Promise<T> => {
      const began = performance.now();
      return piece().finally(() => (this.milliseconds += performance.now() - began));
    };
    return {
      aside: (piece) => turns.aside(() => timed(piece)),
      take: (piece) => turns.take((signal) => timed(() => piece(signal))),
    };
  }
}
