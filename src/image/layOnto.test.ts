import { describe, expect, test } from 'vitest';
import type { PixelSize } from '../core/pixels';
import type { Recipe } from '../preprocessing/recipes';
import { cropThenResize, placementOf, resizeThenCrop, toRegion, type View, wholeInput } from './geometry';
import { layOnto, type PlaneMap } from './layOnto';

/** A map whose values are linear between its cells' centres: at a place (x, y) of 0..1 it is 2 x + 3 y. */
function slope(height: number, width: number): PlaneMap {
  const data = new Float32Array(height * width);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data[y * width + x] = (2 * (x + 0.5)) / width + (3 * (y + 0.5)) / height;
  return { shape: [height, width], data };
}

test('values between four cells, by hand', () => {
  const map: PlaneMap = { shape: [2, 2], data: Float32Array.of(0, 4, 8, 12) };
  const laid = layOnto(map, wholeInput({ width: 4, height: 4 }));
  expect(laid.shape).toEqual([4, 4]);
  expect([...laid.data]).toEqual([0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12]);
});

test('a map of one cell is the same everywhere, and one of the size of the input stays as it is', () => {
  const one = layOnto({ shape: [1, 1], data: Float32Array.of(5) }, wholeInput({ width: 3, height: 2 }));
  expect([...one.data]).toEqual([5, 5, 5, 5, 5, 5]);
  const same = slope(5, 7);
  expect(layOnto(same, wholeInput({ width: 7, height: 5 }))).toEqual(same);
});

const timm: Recipe = { recipe: 'timm', interpolation: 'bilinear', cropPct: 0.875 };

describe.each([
  ['timm on a photo that is a bit wide', timm, [500, 375]],
  ['timm on a high one', timm, [333, 500]],
  ['timm on a very wide one', timm, [4000, 300]],
  ['timm on a smaller one than the input', timm, [37, 53]],
  ['the whole short side', { ...timm, cropPct: 1 } as Recipe, [640, 480]],
  ['the original crop', { recipe: 'official-verify', interpolation: 'bicubic' } as Recipe, [500, 375]],
  [
    'the original crop of a very wide photo',
    { recipe: 'official-train', interpolation: 'bilinear' } as Recipe,
    [901, 80],
  ],
  [
    'the original crop a pixel off a square',
    { recipe: 'official-verify', interpolation: 'bicubic' } as Recipe,
    [20, 33],
  ],
] as const)('%s', (_, recipe, [width, height]) => {
  const SIDE = 224;
  const photo: PixelSize = { width, height };
  const view: View = 'cropPct' in recipe ? resizeThenCrop(photo, SIDE, recipe.cropPct) : cropThenResize(photo, SIDE);
  const placement = placementOf(photo, view);

  test('has a place for each column and row, and goes there and back', () => {
    expect([placement.columns.length, placement.rows.length]).toEqual([width, height]);
    // The way there: the photo's point under each of the square's pixels. The way back must lead to that pixel.
    const [x0, y0] = toRegion(view, 0, 0);
    const [x1, y1] = toRegion(view, 1, 1);
    const partOf = (point: number, from = NaN, to = NaN): number => ((point - from) / (to - from) + 0.5) / SIDE;
    placement.columns.forEach((part, x) => expect(part).toBeCloseTo(partOf(x + 0.5 - view.region.x, x0, x1), 9));
    placement.rows.forEach((part, y) => expect(part).toBeCloseTo(partOf(y + 0.5 - view.region.y, y0, y1), 9));
  });

  test('a slope is a slope on the photo; what the crop left out is NaN, and nothing else', () => {
    const laid = layOnto(slope(7, 7), placement);
    expect(laid.shape).toEqual([height, width]);
    const inner = (part: number): boolean => part >= 0.5 / 7 && part <= 6.5 / 7;
    let seen = 0;
    placement.rows.forEach((down, y) =>
      placement.columns.forEach((across, x) => {
        const value = laid.data[y * width + x] ?? NaN;
        const isSeen = across >= 0 && across <= 1 && down >= 0 && down <= 1;
        if (isSeen) seen++;
        if (Number.isNaN(value) === isSeen) throw new Error(`pixel ${String(x)}, ${String(y)} is ${String(value)}`);
        if (inner(across) && inner(down) && !(Math.abs(value - 2 * across - 3 * down) < 1e-5))
          throw new Error(`pixel ${String(x)}, ${String(y)} is ${String(value)}`);
      }),
    );
    // As many pixels as the crop leaves of the photo, but for rounded edges.
    const { region, resized } = view;
    const kept = Math.min(SIDE / resized.width, 1) * region.width * Math.min(SIDE / resized.height, 1) * region.height;
    expect(Math.abs(seen - kept)).toBeLessThanOrEqual(2 * (region.width + region.height));
  });
});
