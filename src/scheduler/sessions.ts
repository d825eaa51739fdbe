/**
 * The sessions of one model on one device: one for each purpose and input shape, sharing weights and pipelines.
 */
import type { Shape4, Storage } from '../core/tensor';
import type { Gpu } from '../gpu/device';
import type { PipelineCache } from '../gpu/pipelines';
import type { Graph, NodeId } from '../model/graph';
import { makePlan, type Plan } from './plan';
import { compilePlan, type GpuWeights, Session } from './session';
import { Pace } from './slices';

/** What a run is for. */
export type Wanted = 'logits' | 'embedding' | 'features';

const NODES: Readonly<Record<Wanted, (graph: Graph) => readonly NodeId[]>> = {
  logits: ({ output }) => [output],
  embedding: ({ embedding }) => [embedding],
  features: ({ layers }) => layers,
};

/** Sessions whose buffers are kept: one for single photos and one for batches. */
const KEPT = 2;

/** The most bytes of one binding that every WebGPU device allows. */
const MOST_BINDING_BYTES = 128 * 2 ** 20;

/** The most images that run at once: more gain nothing, but take memory. */
const MOST_IMAGES = 8;

export class Sessions {
  readonly #gpu: Gpu;
  readonly #pipelines: PipelineCache;
  readonly #graph: Graph;
  readonly #weights: GpuWeights;
  readonly #storage: Storage;
  readonly #pace = new Pace();
  /** By purpose and input shape, the one used last at the end. */
  readonly #kept = new Map<string, Session>();
  /** Images at once by their size. */
  readonly #limits = new Map<string, number>();

  constructor(gpu: Gpu, pipelines: PipelineCache, graph: Graph, weights: GpuWeights, storage: Storage) {
    this.#gpu = gpu;
    this.#pipelines = pipelines;
    this.#graph = graph;
    this.#weights = weights;
    this.#storage = storage;
  }

  /** The session for a purpose and an input shape, made if it is not kept; the one used longest ago goes. */
  async get(wanted: Wanted, input: Shape4): Promise<Session> {
    const key = `${wanted} ${input.join('x')}`;
    let session = this.#kept.get(key);
    this.#kept.delete(key);
    if (!session) {
      const plan = this.#plan(wanted, input);
      const compiled = await compilePlan(plan, this.#pipelines);
      for (const [oldKey, old] of [...this.#kept].slice(0, Math.max(0, this.#kept.size + 1 - KEPT))) {
        old.destroy();
        this.#kept.delete(oldKey);
      }
      session = await Session.create(this.#gpu, plan, compiled, this.#weights, this.#pace);
    }
    this.#kept.set(key, session);
    return session;
  }

  /** How many images of this size can run at once. */
  batchLimit(height: number, width: number): number {
    const key = `${height}x${width}`;
    const known = this.#limits.get(key);
    if (known !== undefined) return known;
    const largest = Math.max(...this.#plan('logits', [1, 3, height, width]).buffers);
    const limit = Math.max(1, Math.min(MOST_IMAGES, Math.floor(MOST_BINDING_BYTES / largest)));
    this.#limits.set(key, limit);
    return limit;
  }

  destroy(): void {
    for (const session of this.#kept.values()) session.destroy();
    this.#kept.clear();
  }

  #plan(wanted: Wanted, input: Shape4): Plan {
    return makePlan(this.#graph, input, this.#storage, {
      wanted: NODES[wanted](this.#graph),
      target: this.#gpu.target,
    });
  }
}
