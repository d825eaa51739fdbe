/**
 * The GPU device: found, or taken from the caller, and watched for its loss.
 */
import { DeviceLostError, WebGPUUnavailableError } from '../core/errors';
import { type AdapterClass, adapterClassOf } from './adapterClass';

/** A device with the name of its adapter. */
export interface Gpu {
  readonly device: GPUDevice;
  /** One line for people, such as `nvidia ampere` or `google swiftshader`. */
  readonly adapter: string;
  /** What decides which kernels run on the device. */
  readonly target: { readonly adapter: AdapterClass; readonly quads: boolean };
  /** Whether `release` may destroy the device; a caller's device is left alone. */
  readonly owned: boolean;
  /** Throws a DeviceLostError once the device is lost. */
  check(): void;
  /** Waits for work on the device; throws a DeviceLostError if the device is lost meanwhile. */
  whileAlive<T>(work: Promise<T>): Promise<T>;
  release(): void;
}

/** Features that some kernels use; every plan has a way without them. */
const WANTED_FEATURES: readonly GPUFeatureName[] = ['subgroups', 'timestamp-query'];

/** How much later than its consequences the news of a loss may come. */
const LOSS_DELAY_MS = 100;

const ADVICE =
  'use a browser with WebGPU (Chrome or Edge 113, Safari 26, Firefox 141 or newer) over https or localhost, with hardware acceleration switched on';

/** Acquires a device, with the adapter's own limits on buffer sizes. Throws a WebGPUUnavailableError. */
export async function acquireDevice(callers?: GPUDevice): Promise<Gpu> {
  if (callers) return watch(callers, callers.adapterInfo, false);
  // Outside secure contexts and in old browsers `navigator.gpu` is missing, whatever the types say.
  const gpu = (globalThis.navigator as Partial<Navigator> | undefined)?.gpu;
  if (!gpu) throw new WebGPUUnavailableError(`this browser offers no WebGPU here; ${ADVICE}`);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new WebGPUUnavailableError(`this browser has WebGPU but finds no adapter for it; ${ADVICE}`);
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const requiredFeatures = WANTED_FEATURES.filter((feature) => adapter.features.has(feature));
  const device = await adapter
    .requestDevice({ requiredFeatures, requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } })
    .catch((cause: unknown) => {
      throw new WebGPUUnavailableError(`the WebGPU adapter gives no device; ${ADVICE}`, { cause });
    });
  return watch(device, adapter.info, true);
}

/** Whether WebGPU gives an adapter here; never throws. */
export async function isSupported(): Promise<boolean> {
  try {
    const gpu = (globalThis.navigator as Partial<Navigator> | undefined)?.gpu;
    return Boolean(await gpu?.requestAdapter());
  } catch {
    return false;
  }
}

function adapterName(info: Partial<GPUAdapterInfo> | undefined): string {
  const words = [info?.vendor, info?.architecture, info?.description].filter(Boolean);
  return words.length > 0 ? words.join(' ') : 'unknown adapter';
}

function watch(device: GPUDevice, info: Partial<GPUAdapterInfo> | undefined, owned: boolean): Gpu {
  let loss: DeviceLostError | undefined;
  const lost = device.lost.then(({ reason, message }): never => {
    loss = new DeviceLostError(`the GPU device was lost (${message || reason}); create the classifier anew`);
    throw loss;
  });
  lost.catch(() => undefined); // watched by `check`; not every moment has someone who awaits it
  const check = (): void => {
    if (loss) throw loss;
  };
  // What waits for a device may fail a moment before the device says that it is lost.
  const unlessLost = async (error: unknown): Promise<never> => {
    await new Promise((resolve) => setTimeout(resolve, LOSS_DELAY_MS));
    check();
    throw error;
  };
  return {
    device,
    adapter: adapterName(info),
    target: {
      adapter: adapterClassOf(info ?? {}),
      quads: device.features.has('subgroups') && info?.subgroupMinSize === 4 && info.subgroupMaxSize === 4,
    },
    owned,
    check,
    whileAlive: (work) => Promise.race([lost, work.catch(unlessLost)]),
    release: () => {
      if (owned) device.destroy();
    },
  };
}
