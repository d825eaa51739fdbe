/**
 * What is known of a model on this device from earlier visits, and how more is found out.
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

  /** Reads what earlier visits found out. Never rejects for want of a storage. */
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
    // A default that proved wrong must not run, even where nothing faster was looked for.
    for (const [step, methods] of candidates) {
      const right = methods.find((method) => !decisions.isQuarantined(step, method));
      if (right && right !== methods[0] && !decisions.choices.has(step)) decisions.choose(step, right);
    }
  }

  /** What a plan should know. */
  get choices(): Choices {
    return new Map(this.#decisions.choices);
  }

  /** Begins anew: what earlier visits found out does not hold any more. */
  forget(): void {
    this.#decisions = new Decisions();
  }

  /** Finds out more and keeps it; tells whether anything was. Throws as `tune` does. */
  async tune(weights: Whole['weights'], options: Omit<TuneOptions, 'decisions'>): Promise<boolean> {
    try {
      return await tune(this.#place, { ...this.#known, weights }, { ...options, decisions: this.#decisions });
    } finally {
      await saveDecisions(this.#key, this.#decisions);
    }
  }
}
