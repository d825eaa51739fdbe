/**
 * Weights on their way onto the GPU.
 */
import type { PackedWeight } from '../core/weights';
import type { Gpu } from '../gpu/device';
import { inErrorScopes } from '../gpu/scopes';
import type { GpuWeights } from '../scheduler/run/weights';

/** Uploads that may be under way while further weights are read or packed. */
const UNDER_WAY = 4;

export class Uploads {
  readonly #gpu: Gpu;
  readonly #weights: GpuWeights;
  /** Another list where weights were discarded: nothing is told of those from before. */
  #underWay: Promise<void>[] = [];

  constructor(gpu: Gpu, weights: GpuWeights) {
    this.#gpu = gpu;
    this.#weights = weights;
  }

  /**
   * Copies a weight, or a piece of one, before the first await, and calls `then` once the GPU has taken it. Waits where
   * many are under way. Throws what is wrong with an earlier one: a GpuMemoryError, ShaderError or DeviceLostError.
   */
  async add(weight: PackedWeight, then: () => void): Promise<void> {
    const { device } = this.#gpu;
    const copying = inErrorScopes(device, `the weights of ${weight.name}`, () => this.#weights.upload(weight));
    const underWay = this.#underWay;
    const uploading = this.#gpu.whileAlive(copying).then(() => {
      if (underWay === this.#underWay) then();
    });
    uploading.catch(() => undefined); // it is awaited later, or an earlier one fails first
    underWay.push(uploading);
    if (underWay.length > UNDER_WAY) await underWay.shift();
  }

  /** Waits until the GPU has taken all of them. */
  async end(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** Frees all weights that have come, of a cache that turned out to be damaged. */
  discard(): void {
    this.#weights.destroy();
    this.#underWay = [];
  }
}
