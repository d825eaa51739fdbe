import { describe, expect, test } from 'vitest';
import { ConfigError, ImageError } from '../core/errors';
import { cropThenResize, resizeThenCrop, toRegion } from './geometry';

describe('resizeThenCrop', () => {
  // Sizes and offsets as torchvision computes them.
  test.each([
    { photo: [500, 333], side: 96, cropPct: 0.875, resized: [163, 109], offset: [34, 6] },
    { photo: [37, 53], side: 96, cropPct: 0.875, resized: [109, 156], offset: [6, 30] },
    { photo: [1, 700], side: 96, cropPct: 0.875, resized: [109, 76300], offset: [6, 38102] },
    { photo: [4000, 3000], side: 65, cropPct: 0.95, resized: [90, 68], offset: [12, 2] },
    { photo: [300, 300], side: 224, cropPct: 0.875, resized: [256, 256], offset: [16, 16] },
  ] as const)('$photo for $side at $cropPct', ({ photo, side, cropPct, resized, offset }) => {
    const view = resizeThenCrop({ width: photo[0], height: photo[1] }, side, cropPct);
    expect(view.region).toEqual({ x: 0, y: 0, width: photo[0], height: photo[1] });
    expect(view.resized).toEqual({ width: resized[0], height: resized[1] });
    expect([...view.crop].slice(4)).toEqual(offset);
    // Bit for bit, in the order of Pillow: (i + 0.5) * (in / out).
    const i = side - 1;
    expect([...toRegion(view, i, i)]).toEqual([
      (i + offset[0] + 0.5) * (photo[0] / resized[0]),
      (i + offset[1] + 0.5) * (photo[1] / resized[1]),
    ]);
  });

  test.each([0, -1, 1.01, NaN])('refuses a cropPct of %d', (cropPct) => {
    expect(() => resizeThenCrop({ width: 10, height: 10 }, 8, cropPct)).toThrow(ConfigError);
  });
});

describe('cropThenResize', () => {
  // The boxes that Pillow's crop takes when the original class asks for them.
  test.each([
    { photo: [500, 375], side: 224, region: [86, 23, 328, 328] },
    { photo: [20, 33], side: 224, region: [1, 8, 17, 18] }, // 17.5 pixels, from an odd and an even start
    { photo: [6, 13], side: 96, region: [1, 4, 5, 4] },
    { photo: [700, 1], side: 64, region: [350, 0, 1, 1] },
    { photo: [321, 200], side: 416, region: [68, 7, 186, 186] },
  ] as const)('$photo for $side', ({ photo, side, region: [x, y, width, height] }) => {
    const view = cropThenResize({ width: photo[0], height: photo[1] }, side);
    expect(view.region).toEqual({ x, y, width, height });
    expect(view.resized).toEqual({ width: side, height: side });
    const i = side - 1;
    expect([...toRegion(view, 0, i)]).toEqual([0.5 * (width / side), (i + 0.5) * (height / side)]);
  });

  test('refuses a photo of which it would leave nothing', () => {
    expect(() => cropThenResize({ width: 2, height: 2 }, 8)).toThrow(
      new ImageError(
        'too-small',
        'a photo of 2x2 pixels is too narrow to be cropped to an input of 8 pixels; give a larger one',
      ),
    );
  });
});
