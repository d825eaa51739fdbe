/**
 * Outputs that stay on the GPU.
 */
import type { BrowserClass } from '../core/browserClass';
import { need } from '../core/need';
import type { OutputName } from '../model/graph';

/**
 * Numbers in a buffer of the GPU, which is yours: destroy it when you are done. A `dispose` leaves it alone where `device`
 * is yours, and destroys it with a device of the classifier's own. After a loss of the device the buffer holds nothing; the
 * GPU then refuses it without an error, so watch `device.lost`, or `onDeviceLost`.
 */
export interface GpuTensor {
  /** Of float32 numbers, with the usages STORAGE, COPY_SRC and COPY_DST, for `device` only. */
  readonly buffer: BrowserClass<'GPUBuffer'>;
  readonly device: BrowserClass<'GPUDevice'>;
  /** [N, C, H, W]; of an embedding H and W are 1. */
  readonly shape: readonly number[];
  /**
   * Four channels lie side by side: number (n, c, y, x) is that at
   * `((n * ceil(C / 4) + floor(c / 4)) * H * W + y * W + x) * 4 + c % 4`, and what is left of the last four is 0. So an
   * embedding of 2048 numbers is an ordinary row.
   */
  readonly layout: 'NC4HW4';
}

export type GpuOutputs = ReadonlyMap<OutputName, GpuTensor>;

/** A wanted output. */
export const gpuOutputOf = (outputs: GpuOutputs, name: OutputName): GpuTensor => need(outputs, name, 'output');
