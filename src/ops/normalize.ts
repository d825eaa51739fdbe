/**
 * From 8-bit values to the numbers that a model reads.
 */
import type { Rgb } from '../preprocessing/recipes';

const LEVELS = 256;

/**
 * (v / 255 - mean) / std of every 8-bit value v, as [256] vec4f with zeros in the lanes behind the last channel. Each operation is rounded
 * to f32 on its own, as PyTorch's are, so that the values equal torchvision's to the last bit.
 */
export function normalizedLevels(mean: Rgb, std: Rgb, channels: 1 | 3 = 3): Float32Array<ArrayBuffer> {
  const levels = new Float32Array(LEVELS * 4);
  for (let v = 0; v < LEVELS; v++)
    for (const c of ([0, 1, 2] as const).slice(0, channels)) {
      const centred = Math.fround(Math.fround(v / 255) - Math.fround(mean[c]));
      levels[v * 4 + c] = centred / Math.fround(std[c]);
    }
  return levels;
}
