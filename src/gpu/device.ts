/**
 * The GPU device: found, or taken from the caller, and watched for its loss.
 */
import { WebGPUUnavailableError } from '../core/errors';
import { untilAborted, within } from '../core/waiting';
import { type AdapterClass, adapterClassOf } from './adapterClass';
import { type DeviceLoss, lossWatchOf } from './loss';

/** A device with the name of its adapter. */
export interface Gpu {
  readonly device: GPUDevice;
  /** One line for people, such as `nvidia ampere` or `google swiftshader`. */
  readonly adapter: string;
  /** The adapter's class, which decides which kernels run on the device. */
  readonly target: { readonly adapter: AdapterClass; readonly quads: boolean };
  /** Whether the device is of our making; else it is a caller's. */
  readonly isOwn: boolean;
  /** The loss of the device, once it is known. */
  readonly loss: DeviceLoss | undefined;
  /** Calls `tell` when the device is lost, before any call that waits; at once if it is lost. Returns how to end that. */
  onLoss(tell: (loss: DeviceLoss) => void): () => void;
  /** Throws a DeviceLostError once the device is lost. */
  check(): void;
  /** Waits for work on the device; throws a DeviceLostError if the device is lost meanwhile. */
  whileAlive<T>(work: Promise<T>): Promise<T>;
  /** Destroys the device, unless it is a caller's. */
  release(): void;
}

/** Features that some kernels use. Every plan has other kernels for devices without them. */
const WANTED_FEATURES: readonly GPUFeatureName[] = ['subgroups', 'timestamp-query', 'shader-f16'];

/**
 * A request for an adapter or a device that takes longer is given up. The slowest one seen took a few seconds: the GPU
 * process had to start first, on a busy machine.
 */
const REQUEST_SECONDS = 15;

const ADVICE =
  'use a browser with WebGPU (Chrome or Edge 113, Safari 26, Firefox 141 or newer) over https or localhost, with hardware acceleration switched on';

/**
 * Acquires a device, with the adapter's own limits on buffer sizes. Throws a WebGPUUnavailableError, also where WebGPU has
 * not answered within 15 seconds, the signal's reason as soon as it aborts, or what `judge` throws of the adapter; a device
 * that comes later is destroyed.
 */
export async function acquireDevice(
  callers?: GPUDevice,
  signal?: AbortSignal,
  judge?: (adapter: GPUAdapter) => void,
): Promise<Gpu> {
  if (callers) return watch(callers, callers.adapterInfo, false);
  const adapter = await acquireAdapter(signal);
  judge?.(adapter);
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const requiredFeatures = WANTED_FEATURES.filter((feature) => adapter.features.has(feature));
  const requiredLimits = { maxBufferSize, maxStorageBufferBindingSize };
  const coming = (async () => adapter.requestDevice({ requiredFeatures, requiredLimits }))();
  const device = await answered(signal, 'device', () => coming).catch((error: unknown) => {
    void coming.then(
      (late) => late.destroy(),
      () => undefined,
    );
    throw error;
  });
  return watch(device, adapter.info, true);
}

/**
 * An adapter. Throws a WebGPUUnavailableError where there is none within 15 seconds, or the signal's reason as soon as it
 * aborts.
 */
export async function acquireAdapter(signal?: AbortSignal): Promise<GPUAdapter> {
  const gpu = webGpu();
  if (!gpu) throw new WebGPUUnavailableError('no-webgpu', `there is no WebGPU here; ${ADVICE}`);
  const adapter = await answered(signal, 'adapter', async () =>
    gpu.requestAdapter({ powerPreference: 'high-performance' }),
  );
  if (adapter) return adapter;
  throw new WebGPUUnavailableError('no-adapter', `this browser has WebGPU but finds no adapter for it; ${ADVICE}`);
}

/** Outside secure contexts and in old browsers `navigator.gpu` is missing, whatever the types say. */
function webGpu(): GPU | undefined {
  try {
    return (globalThis.navigator as Partial<Navigator> | undefined)?.gpu;
  } catch {
    return undefined; // a page's policy, or another script, forbids to look
  }
}

/**
 * The adapter or the device that WebGPU answers with. Throws a WebGPUUnavailableError where it refuses or is silent.
 */
async function answered<T>(signal: AbortSignal | undefined, what: string, request: () => Promise<T>): Promise<T> {
  const late = (): Error =>
    new WebGPUUnavailableError(
      'no-answer',
      `WebGPU has not answered the request for a GPU ${what} in ${String(REQUEST_SECONDS)} seconds; reload the page or restart the browser`,
    );
  const answer = request().catch((cause: unknown) => {
    throw new WebGPUUnavailableError('refused', `WebGPU refuses the request for a GPU ${what}; ${ADVICE}`, { cause });
  });
  return untilAborted(signal, within(REQUEST_SECONDS, answer, late));
}

/** The name of an adapter that its browser does not name. */
export const UNNAMED = 'unknown adapter';

/** One line for people on an adapter. */
export const adapterName = (info: Partial<GPUAdapterInfo> | undefined): string =>
  [info?.vendor, info?.architecture, info?.description].filter(Boolean).join(' ') || UNNAMED;

function watch(device: GPUDevice, info: Partial<GPUAdapterInfo> | undefined, isOwn: boolean): Gpu {
  const loss = lossWatchOf(device);
  return {
    device,
    adapter: adapterName(info),
    target: {
      adapter: adapterClassOf(info ?? {}),
      quads: device.features.has('subgroups') && info?.subgroupMinSize === 4 && info.subgroupMaxSize === 4,
    },
    isOwn,
    get loss() {
      return loss.loss;
    },
    onLoss: (tell) => loss.onLoss(tell),
    check: () => loss.check(),
    whileAlive: (work) => loss.whileAlive(work),
    release: () => {
      if (isOwn) device.destroy();
    },
  };
}
