/**
 * Weights on the GPU.
 */
import { need } from '../../core/need';
import { isComplete, type PackedWeight } from '../../core/weights';
import { emptyBuffer, storageBuffer } from '../../gpu/buffers';
import type { DerivedWeight, WeightBinding } from '../plan/plan';

/** Weights on the GPU, shared by the sessions of all batch sizes. */
export class GpuWeights {
  readonly #device: GPUDevice;
  readonly #buffers = new Map<string, { readonly weight: GPUBuffer; readonly bias: GPUBuffer }>();
  /** Names of those that were derived from others. */
  readonly #derived = new Set<string>();
  /** The weight that has pieces still to come. */
  #begun: GPUBuffer | undefined;
  /** Bytes on the GPU of those that were uploaded. */
  bytes = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  get count(): number {
    return this.#buffers.size;
  }

  /** Takes a weight, or the pieces of one in their order. */
  upload(packed: PackedWeight): void {
    const { name, weight, bias, piece = { from: 0, of: weight.byteLength } } = packed;
    this.#begun ??= emptyBuffer(this.#device, `${name}.weight`, piece.of);
    this.#device.queue.writeBuffer(this.#begun, piece.from, weight);
    this.bytes += weight.byteLength + bias.byteLength;
    if (!isComplete(packed)) return;
    this.#buffers.set(name, { weight: this.#begun, bias: storageBuffer(this.#device, `${name}.bias`, bias) });
    this.#begun = undefined;
  }

  /** Whether a weight is there, uploaded or derived. */
  has(name: string): boolean {
    return this.#buffers.has(name);
  }

  /** Makes the buffers of a weight that a dispatch fills; its bias is zeros. */
  reserve({ name, weightBytes, biasBytes }: Pick<DerivedWeight, 'name' | 'weightBytes' | 'biasBytes'>): void {
    this.#buffers.set(name, {
      weight: emptyBuffer(this.#device, `${name}.weight`, weightBytes),
      bias: emptyBuffer(this.#device, `${name}.bias`, biasBytes),
    });
    this.#derived.add(name);
  }

  /** Frees derived weights, all by default, when plans change. No session may use them any more. */
  dropDerived(names: Iterable<string> = [...this.#derived]): void {
    for (const name of names) {
      const { weight, bias } = this.#buffers.get(name) ?? {};
      weight?.destroy();
      bias?.destroy();
      this.#buffers.delete(name);
      this.#derived.delete(name);
    }
  }

  /** The buffer of a weight or of a bias. Throws where it was not uploaded. */
  buffer(binding: WeightBinding): GPUBuffer {
    return 'weight' in binding
      ? need(this.#buffers, binding.weight, 'weight').weight
      : need(this.#buffers, binding.bias, 'bias').bias;
  }

  /** Frees all; others may be uploaded afterwards. */
  destroy(): void {
    for (const { weight, bias } of this.#buffers.values()) {
      weight.destroy();
      bias.destroy();
    }
    this.#begun?.destroy();
    this.#begun = undefined;
    this.#buffers.clear();
    this.#derived.clear();
    this.bytes = 0;
  }
}
