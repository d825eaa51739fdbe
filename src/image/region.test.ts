import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImageError } from '../core/errors';
import { type PixelSize, SUBPIXEL } from '../core/pixels';
import type { Recipe } from '../preprocessing/recipes';
import { placementOf, toRegion } from './geometry';
import { layOnto, type PlaneMap } from './layOnto';
import { type RegionOfInterest, turnedPixels, viewWithin } from './region';
import { resampleOf } from './resample';
import { viewFor } from './view';

const RECIPES: readonly Recipe[] = [
  { recipe: 'timm', interpolation: 'bilinear', cropPct: 0.875 },
  { recipe: 'official-verify', interpolation: 'bicubic' },
];
const SIDE = 32;
const viewOf = (recipe: Recipe) => (size: PixelSize) => viewFor(size, [SIDE, SIDE], recipe);

test('without a rotation the samples are those of the cropped photo, and none lies outside of the region', () => {
  const side = fc.integer({ min: 3, max: 90 });
  fc.assert(
    fc.property(
      side,
      side,
      side,
      side,
      fc.constantFrom(...RECIPES),
      fc.constantFrom(0, 360, -720),
      (x, y, width, height, recipe, rotation) => {
        const photo = { width: x + width + 5, height: y + height };
        const view = viewWithin(photo, { x, y, width, height, rotation }, viewOf(recipe));
        const got = resampleOf(view, recipe.interpolation);
        const cropped = resampleOf(viewOf(recipe)({ width, height }), recipe.interpolation);
        const moved = (start: Int32Array, by: number): Int32Array => start.map((at) => at + by);
        expect(got).toEqual({
          ...cropped,
          horizontal: { ...cropped.horizontal, start: moved(cropped.horizontal.start, x) },
          vertical: { ...cropped.vertical, start: moved(cropped.vertical.start, y) },
        });
      },
    ),
    { numRuns: 50 },
  );
});

/** Where a pixel of a turned region lies, by polar coordinates. */
function placeOf(
  { x, y, width, height, rotation = 0 }: RegionOfInterest,
  column: number,
  row: number,
): [number, number] {
  const [right, down] = [column + 0.5 - width / 2, row + 0.5 - height / 2];
  const angle = Math.atan2(down, right) + (rotation * Math.PI) / 180;
  const length = Math.hypot(right, down);
  return [x + width / 2 + length * Math.cos(angle), y + height / 2 + length * Math.sin(angle)];
}

const TURNED = { x: 120, y: 90, width: 61, height: 40, rotation: 33 };
const PHOTO = { width: 300, height: 200 };

test.each([33, 90, 180, 270, -33, 1e-7, 359.5])(
  'the tables of a turn by %d degrees are right to a part of a pixel',
  (rotation) => {
    const region = { ...TURNED, rotation };
    const { turned } = viewWithin(PHOTO, region, viewOf(RECIPES[0] as Recipe));
    const { columns, rows } = turnedPixels(turned as NonNullable<typeof turned>);
    for (const column of [0, 17, 60])
      for (const row of [0, 5, 39])
        placeOf(region, column, row).forEach((place, axis) => {
          const told = ((columns[2 * column + axis] ?? NaN) + (rows[2 * row + axis] ?? NaN)) / SUBPIXEL;
          expect(Math.abs(told - (place - 0.5))).toBeLessThanOrEqual(1 / SUBPIXEL + 1e-9);
        });
  },
);

test('quarters of a turn of an even or odd rectangle lie on pixels', () => {
  const region = { x: 20, y: 30, width: 12, height: 8, rotation: 90 };
  const { turned } = viewWithin(PHOTO, region, viewOf(RECIPES[0] as Recipe));
  const { columns, rows } = turnedPixels(turned as NonNullable<typeof turned>);
  // The region's upper left pixel is the photo's upper right one of the turned rectangle: 8 wide, 12 high, about (26, 34).
  expect([(columns[0] ?? NaN) + (rows[0] ?? NaN), (columns[1] ?? NaN) + (rows[1] ?? NaN)]).toEqual([
    29 * SUBPIXEL,
    28 * SUBPIXEL,
  ]);
});

describe.each(RECIPES)('$recipe, back onto the photo', (recipe) => {
  const view = viewWithin(PHOTO, TURNED, viewOf(recipe));
  const { columns, rows, skew } = placementOf(PHOTO, view);
  const partAt = (x: number, y: number): [number, number] => [
    (columns[x] ?? NaN) + (skew?.rows[y] ?? NaN),
    (rows[y] ?? NaN) + (skew?.columns[x] ?? NaN),
  ];

  test('a pixel of the input is found again where it came from', () => {
    for (const [i, j] of [
      [0, 0],
      [31, 0],
      [7, 29],
    ] as const) {
      const [u = NaN] = toRegion(view, i, i);
      const [, v = NaN] = toRegion(view, j, j);
      const [x, y] = placeOf(TURNED, u + view.region.x - 0.5, v + view.region.y - 0.5);
      // Between the pixels: parts are linear.
      const [cx, cy] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
      const [fx, fy] = [x - 0.5 - cx, y - 0.5 - cy];
      const part = [0, 1].map((axis) => {
        const [a, b, c] = [partAt(cx, cy), partAt(cx + 1, cy), partAt(cx, cy + 1)].map((at) => at[axis] ?? NaN) as [
          number,
          number,
          number,
        ];
        return a + fx * (b - a) + fy * (c - a);
      });
      expect(part[0]).toBeCloseTo((i + 0.5) / SIDE, 9);
      expect(part[1]).toBeCloseTo((j + 0.5) / SIDE, 9);
    }
  });

  test('a slope is a slope in the region and NaN outside of it', () => {
    const cells = 7;
    const slope: PlaneMap = {
      shape: [cells, cells],
      data: Float32Array.from(
        { length: cells ** 2 },
        (_, i) => (2 * ((i % cells) + 0.5) + 3 * (Math.floor(i / cells) + 0.5)) / cells,
      ),
    };
    const laid = layOnto(slope, placementOf(PHOTO, view));
    expect(laid.shape).toEqual([200, 300]);
    let inner = 0;
    laid.data.forEach((value, i) => {
      const [across, down] = partAt(i % 300, Math.floor(i / 300));
      const isSeen = across >= 0 && across <= 1 && down >= 0 && down <= 1;
      if (Number.isNaN(value) === isSeen) throw new Error(`pixel ${String(i)} is ${String(value)}`);
      const isInner = [across, down].every((part) => part > 0.5 / cells && part < 1 - 0.5 / cells);
      if (!isInner) return;
      inner++;
      if (!(Math.abs(value - 2 * across - 3 * down) < 1e-5)) throw new Error(`pixel ${String(i)} is ${String(value)}`);
    });
    expect(inner).toBeGreaterThan(250);
  });
});

describe('a region that is not within the photo is refused', () => {
  test.each<[RegionOfInterest, RegExp]>([
    [
      { x: -1, y: 0, width: 10, height: 10 },
      /^the region of 10x10 pixels at -1, 0 is not within the photo of 300x200 pixels/,
    ],
    [{ x: 291, y: 0, width: 10, height: 10 }, /at 291, 0 is not within/],
    [{ x: 0, y: 191, width: 10, height: 10 }, /not within/],
    [{ x: 0, y: 0, width: 10, height: 10, rotation: 45 }, /at 0, 0, turned by 45 degrees, is not within/],
    [{ x: 100, y: 0, width: 10, height: 201 }, /not within/],
  ])('%j', (region, message) => {
    const make = (): unknown => viewWithin(PHOTO, region, viewOf(RECIPES[0] as Recipe));
    expect(make).toThrow(ImageError);
    expect(make).toThrow(message);
  });

  test('but one that its rotation brings into the photo is not', () => {
    const high = { x: 140, y: -30, width: 20, height: 260 };
    expect(() => viewWithin(PHOTO, high, viewOf(RECIPES[0] as Recipe))).toThrow(ImageError);
    expect(viewWithin(PHOTO, { ...high, rotation: 90 }, viewOf(RECIPES[0] as Recipe)).turned).toBeDefined();
    expect(
      viewWithin(PHOTO, { x: 0, y: 0, ...PHOTO, rotation: 180 }, viewOf(RECIPES[0] as Recipe)).turned,
    ).toBeDefined();
  });
});
