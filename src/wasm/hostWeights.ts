/**
 * The packed weights of a model in ordinary memory: the very numbers that a GPU would hold, from the same cache.
 */
import { need } from '../core/need';
import { isComplete, type PackedWeight, type WeightReader, type WeightRequest, type WeightRow } from '../core/weights';
import type { FoldedWeight } from '../weights/packing/fold';
import { withFirst } from '../weights/packing/lessFirst';
import { rowBytes, unpackRow, unpackWeight } from '../weights/packing/unpackRow';

interface Kept {
  readonly request: WeightRequest;
  readonly weight: ArrayBuffer;
  readonly bias: ArrayBuffer;
}

export class HostWeights implements WeightReader {
  #requests: ReadonlyMap<string, WeightRequest> = new Map();
  readonly #kept = new Map<string, Kept>();
  /** The weight that has pieces still to come. */
  #begun: Uint8Array<ArrayBuffer> | undefined;
  bytes = 0;

  get count(): number {
    return this.#kept.size;
  }

  /** Forgets all weights, and waits for those of these requests. */
  expect(requests: readonly WeightRequest[]): void {
    this.#requests = new Map(requests.map((request) => [request.name, request]));
    this.clear();
  }

  /** Copies a weight, or the pieces of one in their order. */
  add(packed: PackedWeight): void {
    const { name, weight, bias, piece = { from: 0, of: weight.byteLength } } = packed;
    this.#begun ??= new Uint8Array(piece.of);
    this.#begun.set(new Uint8Array(weight), piece.from);
    this.bytes += weight.byteLength + bias.byteLength;
    if (!isComplete(packed)) return;
    const request = need(this.#requests, name, 'request for');
    this.#kept.set(name, { request, weight: this.#begun.buffer, bias: bias.slice(0) });
    this.#begun = undefined;
  }

  clear(): void {
    this.#kept.clear();
    this.#begun = undefined;
    this.bytes = 0;
  }

  has(path: string): boolean {
    return this.#kept.has(path);
  }

  async read(path: string, outputs: readonly number[]): Promise<readonly WeightRow[]> {
    const { request, weight, bias } = this.#named(path);
    return outputs.map((output) => {
      const { from, to } = rowBytes(request, output);
      return unpackRow(request, output, weight.slice(from, to), from, bias);
    });
  }

  /** A whole weight in PyTorch's order, in memory of its own. */
  unpacked(path: string): FoldedWeight {
    const { request, weight, bias } = this.#named(path);
    return withFirst(request, unpackWeight(request, weight, bias));
  }

  #named = (path: string): Kept => need(this.#kept, path, 'weight of');
}
