/**
 * The integers of a photo on the CPU, against the plain reference of Pillow's.
 */
import { describe, expect, test } from 'vitest';
import type { Resample } from '../core/pixels';
import { resampleAxis } from '../image/resample';
import { normalizedLevels } from '../ops/normalize';
import { overWhite, resample } from '../ops/resample';
import type { Interpolation, Rgb } from '../preprocessing/recipes';
import { randomPixels } from '../testing/pictures/photos';
import { photoInput } from './photoInput';

const mean: Rgb = [0.485, 0.456, 0.406];
const std: Rgb = [0.229, 0.224, 0.225];

const axis = (length: number, outputs: number, interpolation: Interpolation): Resample['horizontal'] => {
  const scale = length / outputs;
  const centres = Array.from({ length: outputs }, (_, i) => (i + 0.5) * scale);
  return resampleAxis(length, scale, centres, interpolation);
};

describe('equals the reference to the last bit', () => {
  const shapes = [
    { width: 83, height: 61, to: [24, 20] },
    { width: 17, height: 90, to: [40, 31] },
  ] as const;
  const ways = shapes.flatMap((shape) =>
    (['bilinear', 'bicubic'] as const).flatMap((interpolation) =>
      (['horizontal', 'vertical'] as const).map((first) => ({ ...shape, interpolation, first })),
    ),
  );
  test.each(ways)(
    '$width x $height, $interpolation, $first first',
    async ({ width, height, to, interpolation, first }) => {
      const rgba = randomPixels(width * height);
      const axes: Resample = {
        horizontal: axis(width, to[0], interpolation),
        vertical: axis(height, to[1], interpolation),
        first,
      };
      const bytes = resample(overWhite(rgba), width, axes);
      const levels = normalizedLevels(mean, std);
      const want = Float32Array.from({ length: bytes.length }, (_, i) => {
        const [channel, pixel] = [Math.floor(i / (to[0] * to[1])), i % (to[0] * to[1])];
        return levels[(bytes[pixel * 3 + channel] ?? 0) * 4 + channel] ?? NaN;
      });
      expect(await photoInput({ rgba, width, height }, axes, { mean, std }, 3)).toEqual(want);
    },
  );
});

test("grey is Pillow's L of each pixel", async () => {
  const colours = [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 1, 2, 3, 255, 200, 100, 50, 255];
  const greys = [76, 150, 29, 2, 124]; // Image.new('RGB', (1, 1), colour).convert('L') in Pillow 13
  const same = axis(greys.length, greys.length, 'bilinear');
  const photo = { rgba: Uint8Array.from(colours), width: greys.length, height: 1 };
  const one = { horizontal: same, vertical: axis(1, 1, 'bilinear'), first: 'horizontal' } as const;
  const levels = normalizedLevels(mean, std);
  const want = Float32Array.from(greys, (grey) => levels[grey * 4] ?? NaN);
  expect(await photoInput(photo, one, { mean, std }, 1)).toEqual(want);
});
