/**
 * The weights of a model read back from the GPU: a task that explains an answer needs the numbers that the kernels
 * multiplied with, whatever their storage made of the checkpoint's.
 */
import { need } from '../../core/need';
import type { WeightRequest } from '../../core/weights';
import { readBuffer } from '../../gpu/buffers';
import type { Gpu } from '../../gpu/device';
import { rowBytes, unpackRow, type WeightRow } from '../../weights/packing/unpackRow';
import type { GpuWeights } from './session';

export type { WeightRow };

export class WeightRows {
  readonly #gpu: Gpu;
  readonly #weights: GpuWeights;
  readonly #requests: ReadonlyMap<string, WeightRequest>;

  /** `requests` are those that the weights were packed for. */
  constructor(gpu: Gpu, weights: GpuWeights, requests: readonly WeightRequest[]) {
    this.#gpu = gpu;
    this.#weights = weights;
    this.#requests = new Map(requests.map((request) => [request.name, request]));
  }

  /** Whether a module has a weight of its own; a batch norm that was folded into another module's weight has none. */
  has(path: string): boolean {
    return this.#requests.has(path);
  }

  /** Some output channels of a module's weight [O, I/groups, 1, 1]. Throws a GpuMemoryError or a DeviceLostError. */
  async read(path: string, outputs: readonly number[]): Promise<readonly WeightRow[]> {
    const request = need(this.#requests, path, 'weight of the module');
    const [only] = outputs;
    // A classifier's weight is megabytes, and one row of it kilobytes.
    const part = only !== undefined && outputs.length === 1 ? rowBytes(request, only) : undefined;
    const [weight, bias] = await Promise.all([this.#bytes({ weight: path }, part), this.#bytes({ bias: path })]);
    return outputs.map((output) => unpackRow(request, output, weight, part?.from ?? 0, bias));
  }

  #bytes(binding: { weight: string } | { bias: string }, part?: { from: number; to: number }): Promise<ArrayBuffer> {
    const buffer = need({ get: (each: typeof binding) => this.#weights.buffer(each) }, binding, 'buffer of');
    const { from, to } = part ?? { from: 0, to: buffer.size };
    return this.#gpu.whileAlive(readBuffer(this.#gpu.device, buffer, to - from, from));
  }
}
