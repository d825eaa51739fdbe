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
import { Pace } from './pace';
import type { Place } from './place';
import { Session } from './session';
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
  readonly #pace = new Pace();
  /** By outputs and input shape, the one used last at the end. */
  readonly #kept = new Map<string, Session>();
  /** The plan that was made last: the first run, and the size of a batch, ask for the same one again. */
  #latest: { readonly key: string; readonly plan: Plan } | undefined;
  /** Images at once by their size. */
  readonly #limits = new Map<string, number>();

  /**
   * `requests` are those that the weights were packed for; `plan` is that of the main output of one image, made with the
   * choices.
   */
  constructor(
    place: Place,
    graph: Graph,
    { weights, requests }: { readonly weights: GpuWeights; readonly requests: readonly WeightRequest[] },
    { choices, plan }: { readonly choices: Choices; readonly plan: Plan },
  ) {
    this.place = place;
    this.graph = graph;
    this.rows = new WeightRows(place.gpu, weights, requests);
    this.#weights = weights;
    this.#choices = choices;
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
    this.#latest = undefined;
    this.#limits.clear();
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
    const plan = makePlan(this.graph, input, storage, { wanted, target, choices: this.#choices });
    this.#latest = { key, plan };
    return plan;
  }
}

const keyOf = (wanted: readonly OutputName[], input: Shape4): string => `${wanted.join(' ')} ${input.join('x')}`;
