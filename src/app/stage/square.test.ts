import { expect, test } from 'vitest';
import { viewFor } from '../../image/view';
import { recipeNamed, recipeNames } from '../../preprocessing/recipes';
import { toRegion } from '../../image/geometry';
import {
  centredAt,
  draggedCorner,
  isLong,
  leapt,
  moved,
  nearest,
  regionFor,
  resized,
  shareSeen,
  squareIn,
  usualSquare,
} from './square';

const info = (name: string, side: number) => ({
  inputSize: [side, side] as const,
  preprocessing: {
    ...recipeNamed(name, { interpolation: 'bilinear', cropPct: 0.875 }),
    mean: [0, 0, 0] as const,
    std: [1, 1, 1] as const,
  },
});

/** The square that the library takes of a photo: the places of its outermost pixels, half a pixel further out. */
function seen(width: number, height: number, name: string, side: number) {
  const view = viewFor({ width, height }, [side, side], info(name, side).preprocessing);
  const [from, to] = [toRegion(view, 0, 0), toRegion(view, side - 1, side - 1)];
  const scale = ((to[0] ?? NaN) - (from[0] ?? NaN)) / (side - 1);
  return {
    x: view.region.x + (from[0] ?? NaN) - scale / 2,
    y: view.region.y + (from[1] ?? NaN) - scale / 2,
    side: scale * side,
  };
}

test.each(recipeNames.flatMap((name) => [96, 224].map((side) => [name, side] as const)))(
  'the square drawn for %s at %i is the one that the library takes, but for roundings to its pixels',
  (name, side) => {
    for (const [width, height] of [
      [640, 480],
      [480, 640],
      [1000, 1000],
      [333, 500],
    ] as const) {
      const drawn = usualSquare({ width, height }, shareSeen(info(name, side)));
      const taken = seen(width, height, name, side);
      const pixel = taken.side / side;
      for (const part of ['x', 'y', 'side'] as const)
        expect(Math.abs(drawn[part] - taken[part]), `${part} of ${width}x${height}`).toBeLessThanOrEqual(1.5 * pixel);
    }
  },
);

const SIZE = { width: 640, height: 480 };
const SHARE = 0.875;

test('a region is whole pixels within the photo, and its square the nearest that there is', () => {
  for (const square of [
    { x: -50, y: -50, side: 100 },
    { x: 600, y: 470, side: 300 },
    { x: 10.3, y: 20.7, side: 33.3 },
    { x: 100, y: 100, side: 2 },
    { x: 0, y: 0, side: 5000 },
  ]) {
    const { x, y, width, height } = regionFor(square, SIZE, SHARE);
    expect([x, y, width].every(Number.isInteger)).toBe(true);
    expect(width).toBe(height);
    expect(Math.min(x, y, SIZE.width - x - width, SIZE.height - y - height)).toBeGreaterThanOrEqual(0);
    const drawn = nearest(square, SIZE, SHARE);
    expect(nearest(drawn, SIZE, SHARE)).toEqual(drawn);
  }
  expect(regionFor(usualSquare(SIZE, SHARE), SIZE, SHARE)).toEqual({ x: 80, y: 0, width: 480, height: 480 });
  expect(squareIn({ x: 80, y: 0, width: 480, height: 480 }, SHARE)).toEqual(usualSquare(SIZE, SHARE));
  expect(regionFor({ x: 0, y: 0, side: 9 }, { width: 5, height: 9 }, SHARE)).toMatchObject({ width: 5, height: 5 });
});

test('a photo is long by the ratio of its sides, whichever is the longer', () => {
  const sizes = [
    [501, 100],
    [100, 501],
    [500, 100],
    [100, 500],
    [3, 3],
  ] as const;
  expect(sizes.map(([width, height]) => isLong({ width, height }))).toEqual([true, true, false, false, false]);
});

test('moving keeps the side, resizing the centre, and a dragged corner the opposite one', () => {
  const square = { x: 100, y: 200, side: 80 };
  expect(moved(square, 0.5, -0.25)).toEqual({ x: 140, y: 180, side: 80 });
  expect(leapt(square, 0.1, { width: 5000, height: 480 })).toEqual({ x: 600, y: 200, side: 80 });
  expect(leapt(square, -0.1, { width: 480, height: 5000 })).toEqual({ x: 100, y: -300, side: 80 });
  expect(resized(square, 0.5)).toEqual({ x: 120, y: 220, side: 40 });
  expect(centredAt(square, 40, 40)).toEqual({ x: 0, y: 0, side: 80 });
  expect(draggedCorner(square, [1, 1], 200, 300)).toEqual({ x: 100, y: 200, side: 100 });
  expect(draggedCorner(square, [-1, -1], 120, 220)).toEqual({ x: 120, y: 220, side: 60 });
  expect(draggedCorner(square, [1, -1], 200, 180)).toEqual({ x: 100, y: 180, side: 100 });
});
