/**
 * Catches errors that WebGPU would otherwise only print to the console: validation errors and lack of memory.
 */
import { GpuMemoryError, ShaderError } from '../core/errors';

const FILTERS: readonly GPUErrorFilter[] = ['validation', 'internal', 'out-of-memory'];

/** The usual advice where the GPU has no memory left. */
const SMALLER_MODEL = 'choose a smaller input, model or batch, or f16 storage';

/**
 * Runs `body` and throws the device errors that it caused: a GpuMemoryError with `advice` where the GPU has no memory
 * for `what`, a ShaderError for any other refusal. The body runs before the first await, so no other call's errors are
 * taken for its own. A promise that it returns is awaited after its errors are known.
 */
export async function inErrorScopes<T>(
  device: GPUDevice,
  what: string,
  body: () => T,
  advice = SMALLER_MODEL,
): Promise<Awaited<T>> {
  for (const filter of FILTERS) device.pushErrorScope(filter);
  let popped: Promise<GPUError | null>[] = [];
  let result: T;
  try {
    result = body();
  } finally {
    popped = FILTERS.map(() => device.popErrorScope());
    for (const scope of popped) scope.catch(() => undefined); // nobody awaits them where the body throws
  }
  if (result instanceof Promise) result.catch(() => undefined); // an error of the device is thrown first
  const [memory, internal, validation] = await Promise.all(popped); // last in, first out
  if (memory) throw new GpuMemoryError('out-of-memory', `this GPU has no room for ${what}; ${advice}`);
  const error = validation ?? internal;
  if (error) throw new ShaderError('refused', `the GPU refuses ${what}: ${error.message.split('\n')[0] ?? ''}`);
  return await result;
}

/** As `inErrorScopes`, for a body that makes an object. The object is destroyed if the device refuses it. */
export async function makeInErrorScopes<T extends { destroy(): void }>(
  device: GPUDevice,
  what: string,
  make: () => T,
  advice?: string,
): Promise<T> {
  const made: T[] = [];
  const body = (): void => void made.push(make());
  try {
    await inErrorScopes(device, what, body, advice);
  } catch (error) {
    for (const thing of made) thing.destroy();
    throw error;
  }
  return made[0] as T;
}
