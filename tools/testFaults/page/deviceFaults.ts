/** Devices that are lost right after an operation of WebGPU has been called. */

/** Objects whose prototype has an operation. */
const OWNERS = {
  requestDevice: () => GPUAdapter.prototype,
  createBuffer: () => GPUDevice.prototype,
  createShaderModule: () => GPUDevice.prototype,
  createComputePipelineAsync: () => GPUDevice.prototype,
  createBindGroup: () => GPUDevice.prototype,
  popErrorScope: () => GPUDevice.prototype,
  writeBuffer: () => GPUQueue.prototype,
  submit: () => GPUQueue.prototype,
  mapAsync: () => GPUBuffer.prototype,
} as const;

export type Operation = keyof typeof OWNERS;

export interface DeviceFault {
  /** `destroy` calls destroy() of the newest device; `kill` tells the test, which kills the GPU process. */
  readonly how: 'destroy' | 'kill';
  readonly operation: Operation;
  /** Of the operations from now on, the one at which the device is lost; the first is 1. */
  readonly nth: number;
}

type Method = (this: unknown, ...given: unknown[]) => unknown;

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
function watch(operation: Operation, see: (result: unknown) => void): () => void {
  const prototype = OWNERS[operation]() as unknown as Record<string, Method>;
  const original = prototype[operation];
  if (!original) throw new Error(`WebGPU has no ${operation}`);
  prototype[operation] = function (...given) {
    const result = original.apply(this, given);
    see(result);
    return result;
  };
  return () => void (prototype[operation] = original);
}
