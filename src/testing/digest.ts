/**
 * What a golden keeps of a feature map that is too large to keep, and how far an output is from it.
 */
import type { HostTensor } from '../core/tensor';

/** Of a tensor in float64: some of its values, at even distances from the first to the last. */
export interface Digest {
  readonly shape: readonly number[];
  readonly mean: number;
  readonly maxAbs: number;
  readonly samples: readonly number[];
}

/** The largest difference in mean, largest magnitude and samples, over the largest magnitude; NaN for another shape. */
export function digestError({ shape, data }: HostTensor, want: Digest): number {
  if (shape.join() !== want.shape.join()) return NaN;
  const last = want.samples.length - 1;
  const samples = want.samples.map((_, i) => data[Math.floor((i * (data.length - 1)) / last)] ?? NaN);
  let sum = 0;
  let maxAbs = 0;
  for (const value of data) {
    sum += value;
    maxAbs = Math.max(maxAbs, Math.abs(value));
  }
  const got = [sum / data.length, maxAbs, ...samples];
  const expected = [want.mean, want.maxAbs, ...want.samples];
  return Math.max(...got.map((value, i) => Math.abs(value - (expected[i] ?? NaN)))) / want.maxAbs;
}
