/**
 * The devices that a page gets, so that a test can take them away at a moment of its choice.
 */
import { vi } from 'vitest';

/** Moments by the operations of WebGPU that begin then. */
const OPERATIONS = {
  submit: () => GPUQueue.prototype,
  writeBuffer: () => GPUQueue.prototype,
  copyExternalImageToTexture: () => GPUQueue.prototype,
  createBuffer: () => GPUDevice.prototype,
  createTexture: () => GPUDevice.prototype,
  createBindGroup: () => GPUDevice.prototype,
  createComputePipelineAsync: () => GPUDevice.prototype,
  popErrorScope: () => GPUDevice.prototype,
  mapAsync: () => GPUBuffer.prototype,
} as const;

export type Operation = keyof typeof OPERATIONS;

/** Devices that were asked for since `watchDevices`, the newest last. */
export interface Devices {
  readonly all: GPUDevice[];
  /** Destroys the newest one. */
  lose(): void;
  /** Destroys the newest one as the operation begins for the `nth` time from now on; tells whether that came. */
  loseAt(operation: Operation, nth: number): { readonly done: boolean };
}

/** Watches until `vi.restoreAllMocks`. */
export function watchDevices(): Devices {
  const all: GPUDevice[] = [];
  const request = GPUAdapter.prototype.requestDevice as (
    this: GPUAdapter,
    descriptor?: GPUDeviceDescriptor,
  ) => Promise<GPUDevice>;
  vi.spyOn(GPUAdapter.prototype, 'requestDevice').mockImplementation(async function (this: GPUAdapter, descriptor) {
    const device = await request.call(this, descriptor);
    all.push(device);
    return device;
  });
  const lose = (): void => all.at(-1)?.destroy();
  const loseAt: Devices['loseAt'] = (operation, nth) => {
    const moment = { done: false };
    let left = nth;
    const prototype = OPERATIONS[operation]() as unknown as Record<string, (...given: unknown[]) => unknown>;
    const original = prototype[operation] as (...given: unknown[]) => unknown;
    prototype[operation] = function (...given) {
      if (--left === 0) {
        prototype[operation] = original;
        moment.done = true;
        lose();
      }
      return original.apply(this, given);
    };
    return moment;
  };
  return { all, lose, loseAt };
}
