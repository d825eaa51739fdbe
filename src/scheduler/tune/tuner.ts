/**
 * The decisions of earlier visits for a model on this device, and the tuning that adds to them.
 */
import { type Choices, methodsFor } from '../../kernels/choosing/methods';
import type { Whole } from './confirm';
import { Decisions } from './decisions';
import { distinctStepsOf } from './distinctSteps';
import { tune, type TuneOptions } from './tune';
import { loadDecisions, saveDecisions, tuneKey } from './store';
import type { Place } from '../run/place';

type Known = Omit<Whole, 'weights'>;

export class Tuner {
  readonly #place: Place;
  readonly #known: Known;
  readonly #key: string;
  #decisions: Decisions;

  /** Reads the decisions of earlier visits. Without IndexedDB there are none. */
  static async open(place: Place, known: Known): Promise<Tuner> {
    const key = await tuneKey(place, known);
    return new Tuner(place, known, key, await loadDecisions(key));
  }

  private constructor(place: Place, known: Known, key: string, decisions: Decisions) {
    this.#place = place;
    this.#known = known;
    this.#key = key;
    this.#decisions = decisions;
    const distinctSteps = distinctStepsOf(known.graph, known.input, place.target);
    const candidates = new Map(
      distinctSteps.map(({ key: step, step: { op }, shapes }) => [step, methodsFor(op, shapes, place.target)]),
    );
    decisions.keepOnly(candidates);
    // A default that gave wrong numbers must not run, even where no candidate was timed against it.
    for (const [step, methods] of candidates) {
      const right = methods.find((method) => !decisions.isQuarantined(step, method));
      if (right && right !== methods[0] && !decisions.choices.has(step)) decisions.choose(step, right);
    }
  }

  /** The methods that a plan should take. */
  get choices(): Choices {
    return new Map(this.#decisions.choices);
  }

  /** Whether an earlier visit found this device to get some method wrong. */
  get hasDoubts(): boolean {
    return this.#decisions.bars;
  }

  /** Drops all decisions, where those of earlier visits do not hold any more. */
  forget(): void {
    this.#decisions = new Decisions();
  }

  /** Decides more steps and stores the decisions; tells whether it decided any. Throws as `tune` does. */
  async tune(weights: Whole['weights'], options: Omit<TuneOptions, 'decisions'>): Promise<boolean> {
    try {
      return await tune(this.#place, { ...this.#known, weights }, { ...options, decisions: this.#decisions });
    } finally {
      await saveDecisions(this.#key, this.#decisions);
    }
  }
}
