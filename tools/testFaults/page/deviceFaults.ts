/** Devices that are lost right after an operation of WebGPU has been called. */

import { GPU_METHODS, type GpuMethod } from '../../../src/testing/lifetime/gpuMethods';
import { replaceMethod } from '../../../src/testing/replaceMethod';

export interface DeviceFault {
  /** `destroy` calls destroy() of the newest device; `kill` tells the test, which kills the GPU process. */
  readonly how: 'destroy' | 'kill';
  readonly operation: GpuMethod;
  /** Of the operations from now on, the one at which the device is lost; the first is 1. */
  readonly nth: number;
}

const devices: GPUDevice[] = [];
watch('requestDevice', (result) => void (result as Promise<GPUDevice>).then((device) => devices.push(device)));

/** Loses the newest device right after a call of an operation; the function that is returned ends the watch. */
export function loseDevices({ how, operation, nth }: DeviceFault): () => void {
  let left = nth;
  const lose = (): void => {
    if (how === 'destroy') devices.at(-1)?.destroy();
    else void (globalThis as unknown as { killGpu: () => Promise<void> }).killGpu();
  };
  const reached = (result: unknown): void => {
    if (--left !== 0) return;
    // There is no device before the promise of requestDevice brings it; the library hears of it after this.
    if (operation === 'requestDevice') void (result as Promise<GPUDevice>).then(lose);
    else lose();
  };
  return watch(operation, reached);
}

/** Calls `see` with the result of each call of an operation, right after the call. */
function watch(operation: GpuMethod, see: (result: unknown) => void): () => void {
  return replaceMethod(
    GPU_METHODS[operation](),
    operation,
    (original) =>
      function (...given) {
        const result = original.apply(this, given);
        see(result);
        return result;
      },
  );
}
