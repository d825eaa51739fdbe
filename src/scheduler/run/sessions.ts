/**
 * The sessions of one model on one device: one for each list of outputs and input shape, sharing weights and pipelines.
 */
import type { Shape4 } from '../../core/tensor';
import type { WeightRequest } from '../../core/weights';
import type { Choices } from '../../kernels/choosing/methods';
import type { Graph, OutputName } from '../../model/graph';
import { makePlan } from '../plan/makePlan';
import type { Plan } from '../plan/plan';
import { compilePlan } from './compile';
import { Pace } from './turns/pace';
import type { Place } from './place';
import { Session } from './session';
import type { Specialised } from './successor';
import { WeightRows } from './weightRows';
import type { GpuWeights } from './weights';

/** Sessions whose buffers are kept: one for single photos and one for batches. */
const KEPT = 2;

/** The most bytes of one binding that every WebGPU device allows. */
const MOST_BINDING_BYTES = 128 * 2 ** 20;

/** The most images that run at once: more gain nothing, but take memory. */
export const MOST_IMAGES = 8;

export class Sessions {
  readonly place: Place;
  readonly graph: Graph;
  /** The weights that all sessions share, read back from the GPU. */
  readonly rows: WeightRows;
  readonly #weights: GpuWeights;
  #choices: Choices;
  #isGeneral: boolean;
  readonly #pace = new Pace();
  /** By outputs and input shape, the one used last at the end. */
  readonly #kept = new Map<string, Session>();
  /** The plan that was made last: the first run, and the size of a batch, ask for the same one again. */
  #latest: { readonly key: string; readonly plan: Plan } | undefined;
  /** Images at once by their size. */
  readonly #limits = new Map<string, number>();

  /**
   * `requests` are those that the weights were packed for; `plan` is that of the main output of one image, made with the
   * choices, unless it is general: then all plans are, until `specialise`.
   */
  constructor(
    place: Place,
    graph: Graph,
    { weights, requests }: { readonly weights: GpuWeights; readonly requests: readonly WeightRequest[] },
    { choices, plan, isGeneral }: Specialised & { readonly isGeneral: boolean },
  ) {
    this.place = place;
    this.graph = graph;
    this.rows = new WeightRows(place.gpu, weights, requests);
    this.#weights = weights;
    this.#choices = choices;
    this.#isGeneral = isGeneral;
    this.#latest = { key: keyOf([graph.main], plan.input), plan };
  }

  /**
   * The session that computes some outputs for an input shape, made if it is not kept; the one used longest ago goes.
   * Throws where the graph has no output of a wanted name.
   */
  async get(wanted: readonly OutputName[], input: Shape4): Promise<Session> {
    const key = keyOf(wanted, input);
    let session = this.#kept.get(key);
    this.#kept.delete(key);
    if (!session) {
      const plan = this.plan(wanted, input);
      const compiled = await compilePlan(plan, this.place.pipelines);
      for (const [oldKey, old] of [...this.#kept].slice(0, Math.max(0, this.#kept.size + 1 - KEPT))) {
        old.destroy();
        this.#kept.delete(oldKey);
      }
      session = await Session.create(this.place.gpu, plan, compiled, this.#weights, this.#pace);
    }
    this.#kept.set(key, session);
    return session;
  }

  /** The methods that runs use, where they are not the best guess. */
  get choices(): Choices {
    return this.#choices;
  }

  /** Whether runs go by general programs. */
  get isGeneral(): boolean {
    return this.#isGeneral;
  }

  /** How many images of this size can run at once. */
  batchLimit(height: number, width: number): number {
    const key = `${height}x${width}`;
    const known = this.#limits.get(key);
    if (known !== undefined) return known;
    const largest = Math.max(...this.plan([this.graph.main], [1, this.graph.inChannels, height, width]).buffers);
    const limit = Math.max(1, Math.min(MOST_IMAGES, Math.floor(MOST_BINDING_BYTES / largest)));
    this.#limits.set(key, limit);
    return limit;
  }

  /** Lets later runs use other methods; no run may be under way. */
  use(choices: Choices): void {
    this.destroy();
    this.#weights.dropDerived();
    this.#choices = choices;
    this.#isGeneral = false;
    this.#latest = undefined;
    this.#limits.clear();
  }

  /** The first dispatch of each program of a plan that is compiled; see `firstDispatches`. */
  async firstDispatches({ plan }: Specialised): Promise<(() => Promise<void>)[]> {
    const { firstDispatches } = await import('./firstDispatches');
    return firstDispatches(this.place, plan, await compilePlan(plan, this.place.pipelines), this.#weights);
  }

  /**
   * Lets later runs use programs of their own, which are compiled; no run may be under way. Throws a GpuMemoryError or a
   * DeviceLostError, and then they go on with general ones.
   */
  async specialise({ plan, choices }: Specialised): Promise<void> {
    this.destroy(); // the memory of both would be too much
    const compiled = await compilePlan(plan, this.place.pipelines);
    const session = await Session.create(this.place.gpu, plan, compiled, this.#weights, this.#pace);
    this.#choices = choices;
    this.#isGeneral = false;
    this.#limits.clear();
    const key = keyOf([this.graph.main], plan.input);
    this.#latest = { key, plan };
    this.#kept.set(key, session);
  }

  destroy(): void {
    for (const session of this.#kept.values()) session.destroy();
    this.#kept.clear();
  }

  /** The plan of a run that computes some outputs. Throws where the graph has no output of a wanted name. */
  plan(wanted: readonly OutputName[], input: Shape4): Plan {
    const key = keyOf(wanted, input);
    if (this.#latest?.key === key) return this.#latest.plan;
    const { storage, target } = this.place;
    const how = this.#isGeneral ? { target: { ...target, general: true } } : { target, choices: this.#choices };
    const plan = makePlan(this.graph, input, storage, { wanted, ...how });
    this.#latest = { key, plan };
    return plan;
  }
}

const keyOf = (wanted: readonly OutputName[], input: Shape4): string => `${wanted.join(' ')} ${input.join('x')}`;
