/**
 * Buffers: made with contents, and read back.
 */
import { makeInErrorScopes } from './scopes';
import { counted } from '../core/wording';

/** A storage buffer that holds `contents` (padded to a multiple of 4 bytes by the caller). */
export function storageBuffer(device: GPUDevice, label: string, contents: ArrayBuffer | ArrayBufferView): GPUBuffer {
  const buffer = emptyBuffer(device, label, contents.byteLength);
  if (contents.byteLength > 0) device.queue.writeBuffer(buffer, 0, contents as GPUAllowSharedBufferSource);
  return buffer;
}

/** A zeroed storage buffer that can be written, copied from and copied to. */
export function emptyBuffer(device: GPUDevice, label: string, bytes: number): GPUBuffer {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  return device.createBuffer({ label, size: Math.max(16, bytes), usage });
}

/**
 * Copies `bytes` of a storage buffer, beginning at byte `from`, back to ordinary memory. Both numbers are multiples of
 * 4. Throws a GpuMemoryError.
 */
export async function readBuffer(device: GPUDevice, buffer: GPUBuffer, bytes: number, from = 0): Promise<ArrayBuffer> {
  const staging = await makeInErrorScopes(device, `a copy of ${counted(bytes, 'byte')}`, () => {
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const staging = device.createBuffer({ label: 'readback', size: bytes, usage });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, from, staging, 0, bytes);
    device.queue.submit([encoder.finish()]);
    return staging;
  });
  try {
    await staging.mapAsync(GPUMapMode.READ);
    return staging.getMappedRange().slice(0);
  } finally {
    staging.destroy();
  }
}
