/**
 * Windows that slide over a map, of convolutions and of pools.
 */

/** Output size along one axis of a window that slides over `size` samples. */
export const windowedSize = (size: number, kernelSize: number, stride: number, padding: number, dilation = 1): number =>
  Math.floor((size + 2 * padding - dilation * (kernelSize - 1) - 1) / stride) + 1;
