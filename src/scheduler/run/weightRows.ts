/**
 * The weights of a model read back from the GPU: a task that explains an answer needs the numbers that the kernels
 * multiplied with, whatever their storage made of the checkpoint's.
 */
import { need } from '../../core/need';
import type { WeightReader, WeightRequest, WeightRow } from '../../core/weights';
import { readBuffer } from '../../gpu/buffers';
import type { Gpu } from '../../gpu/device';
import { rowBytes, unpackRow } from '../../weights/packing/unpackRow';
import type { GpuWeights } from './weights';

export class WeightRows implements WeightReader {
  readonly #gpu: Gpu;
  readonly #weights: GpuWeights;
  readonly #requests: ReadonlyMap<string, WeightRequest>;

  /** `requests` are those that the weights were packed for. */
  constructor(gpu: Gpu, weights: GpuWeights, requests: readonly WeightRequest[]) {
    this.#gpu = gpu;
    this.#weights = weights;
    this.#requests = new Map(requests.map((request) => [request.name, request]));
  }

  has(path: string): boolean {
    return this.#requests.has(path);
  }

  async read(path: string, outputs: readonly number[]): Promise<readonly WeightRow[]> {
    const request = need(this.#requests, path, 'weight of the module');
    const [only] = outputs;
    // A classifier's weight is megabytes, and one row of it kilobytes.
    const part = only !== undefined && outputs.length === 1 ? rowBytes(request, only) : undefined;
    const [weight, bias] = await Promise.all([this.#bytes({ weight: path }, part), this.#bytes({ bias: path })]);
    return outputs.map((output) => unpackRow(request, output, weight, part?.from ?? 0, bias));
  }

  #bytes(binding: { weight: string } | { bias: string }, part?: { from: number; to: number }): Promise<ArrayBuffer> {
    const buffer = this.#weights.buffer(binding);
    const { from, to } = part ?? { from: 0, to: buffer.size };
    return this.#gpu.whileAlive(readBuffer(this.#gpu.device, buffer, to - from, from));
  }
}
