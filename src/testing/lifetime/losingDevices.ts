/**
 * The devices that a page gets, so that a test can take them away at a moment of its choice.
 */
import { vi } from 'vitest';
import { replaceMethod } from '../replaceMethod';
import { GPU_METHODS, type GpuMethod } from './gpuMethods';

/** Devices that were asked for since `watchDevices`, the newest last. */
export interface Devices {
  readonly all: GPUDevice[];
  /** Destroys the newest one. */
  lose(): void;
  /** Destroys the newest one as the method is called for the `nth` time from now on; tells whether that came. */
  loseAt(method: GpuMethod, nth: number): { readonly done: boolean };
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
  const loseAt: Devices['loseAt'] = (method, nth) => {
    const moment = { done: false };
    let left = nth;
    const undo = replaceMethod(
      GPU_METHODS[method](),
      method,
      (original) =>
        function (...given) {
          if (--left === 0) {
            undo();
            moment.done = true;
            lose();
          }
          return original.apply(this, given);
        },
    );
    return moment;
  };
  return { all, lose, loseAt };
}
