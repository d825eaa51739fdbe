/**
 * The device of the browser tests. A missing GPU fails the test that asks; nothing ever skips.
 */
import { acquireDevice, type Gpu } from '../gpu/device';

let gpu: Promise<Gpu> | undefined;

/** The one device that all tests of a page share. */
export function testGpu(): Promise<Gpu> {
  gpu ??= acquireDevice();
  return gpu;
}

/** A device of the test's own, which it may destroy. */
export async function someDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu.requestAdapter();
  return (await adapter?.requestDevice()) as GPUDevice;
}

/** Runs `body` inside error scopes of all three kinds and throws the first error that any of them caught. */
export async function withErrorScopes<T>(device: GPUDevice, body: () => Promise<T>): Promise<T> {
  const filters: readonly GPUErrorFilter[] = ['validation', 'out-of-memory', 'internal'];
  for (const filter of filters) device.pushErrorScope(filter);
  let result: T;
  const errors: string[] = [];
  try {
    result = await body();
  } finally {
    for (const filter of [...filters].reverse()) {
      const error = await device.popErrorScope();
      if (error) errors.push(`${filter}: ${error.message}`);
    }
  }
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return result;
}
