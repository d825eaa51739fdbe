/**
 * Catches what WebGPU would only tell the console: validation errors, and memory that is not there.
 */
import { GpuMemoryError, ShaderError } from '../core/errors';

const FILTERS: readonly GPUErrorFilter[] = ['validation', 'internal', 'out-of-memory'];

/**
 * Runs `body`, which must not wait for anything, or errors of others would be taken for its own. Throws a GpuMemoryError
 * where the device has no room for `what`, a ShaderError for whatever else it refuses.
 */
export async function inErrorScopes<T>(device: GPUDevice, what: string, body: () => T): Promise<T> {
  for (const filter of FILTERS) device.pushErrorScope(filter);
  let popped: Promise<GPUError | null>[] = [];
  let result: T;
  try {
    result = body();
  } finally {
    popped = FILTERS.map(() => device.popErrorScope());
  }
  const [memory, internal, validation] = await Promise.all(popped); // last in, first out
  if (memory)
    throw new GpuMemoryError(
      `this GPU has no room for ${what}; choose a smaller input, model or batch, or f16 storage`,
    );
  const error = validation ?? internal;
  if (error) throw new ShaderError(`the GPU refuses ${what}: ${error.message.split('\n')[0] ?? ''}`);
  return result;
}
