/**
 * GPU memory for one piece of work, freed after it.
 */
import { emptyBuffer, storageBuffer } from './buffers';

/** Buffers and textures that are destroyed together; work that was submitted before still finishes. */
export class Scratch {
  readonly #device: GPUDevice;
  readonly #resources: { destroy(): void }[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  store(label: string, contents: ArrayBufferView): GPUBuffer {
    return this.#keep(storageBuffer(this.#device, label, contents));
  }

  buffer(label: string, bytes: number): GPUBuffer {
    return this.#keep(emptyBuffer(this.#device, label, bytes));
  }

  texture(descriptor: GPUTextureDescriptor): GPUTexture {
    return this.#keep(this.#device.createTexture(descriptor));
  }

  destroy(): void {
    for (const resource of this.#resources.splice(0)) resource.destroy();
  }

  #keep<Resource extends { destroy(): void }>(resource: Resource): Resource {
    this.#resources.push(resource);
    return resource;
  }
}
