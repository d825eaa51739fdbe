import { describe, expect, test } from 'vitest';
import { ConfigError } from '../core/errors';
import { centreCrop, toPhoto } from './geometry';

describe('centreCrop', () => {
  // Sizes and offsets as torchvision computes them.
  test.each([
    { photo: [500, 333], side: 96, cropPct: 0.875, resized: [163, 109], offset: [34, 6] },
    { photo: [37, 53], side: 96, cropPct: 0.875, resized: [109, 156], offset: [6, 30] },
    { photo: [1, 700], side: 96, cropPct: 0.875, resized: [109, 76300], offset: [6, 38102] },
    { photo: [4000, 3000], side: 65, cropPct: 0.95, resized: [90, 68], offset: [12, 2] },
    { photo: [300, 300], side: 224, cropPct: 0.875, resized: [256, 256], offset: [16, 16] },
  ] as const)('$photo for $side at $cropPct', ({ photo, side, cropPct, resized, offset }) => {
    const view = centreCrop({ width: photo[0], height: photo[1] }, side, cropPct);
    expect(view.resized).toEqual({ width: resized[0], height: resized[1] });
    expect([...view.crop].slice(4)).toEqual(offset);
    // Bit for bit, in the order of Pillow: (i + 0.5) * (in / out).
    const i = side - 1;
    expect([...toPhoto(view, i, i)]).toEqual([
      (i + offset[0] + 0.5) * (photo[0] / resized[0]),
      (i + offset[1] + 0.5) * (photo[1] / resized[1]),
    ]);
  });

  test.each([0, -1, 1.01, NaN])('refuses a cropPct of %d', (cropPct) => {
    expect(() => centreCrop({ width: 10, height: 10 }, 8, cropPct)).toThrow(ConfigError);
  });
});
