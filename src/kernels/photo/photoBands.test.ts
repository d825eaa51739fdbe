import { describe, expect, test } from 'vitest';
import type { ResampleAxis } from '../../core/pixels';
import { bandsOf, samplesOf } from './photoBands';

/** An axis that reads `size` samples from `start` on, backwards and forwards. */
const reading = (start: number, size: number): ResampleAxis => ({
  taps: 1,
  start: Int32Array.of(start + size - 1, start),
  count: Int32Array.of(1, 1),
  coefficients: new Int32Array(2),
});

test('samplesOf is what the outputs read, in any order', () => {
  expect(samplesOf(reading(5, 12))).toEqual({ start: 5, size: 12 });
});

describe('bandsOf', () => {
  const resample = { horizontal: reading(10, 25), vertical: reading(3, 7) };

  test('cuts rows into bands, and bands into tiles', () => {
    const bands = bandsOf({ ...resample, first: 'horizontal' }, { pixels: 100, side: 20 });
    expect(bands).toEqual([
      {
        firstLine: 0,
        lines: 4,
        tiles: [
          { x: 10, y: 3, width: 20, height: 4, along: 0 },
          { x: 30, y: 3, width: 5, height: 4, along: 20 },
        ],
      },
      {
        firstLine: 4,
        lines: 3,
        tiles: [
          { x: 10, y: 7, width: 20, height: 3, along: 0 },
          { x: 30, y: 7, width: 5, height: 3, along: 20 },
        ],
      },
    ]);
  });

  test('cuts columns where Pillow begins with those', () => {
    const bands = bandsOf({ ...resample, first: 'vertical' }, { pixels: 100, side: 20 });
    expect(bands).toEqual([
      { firstLine: 0, lines: 14, tiles: [{ x: 10, y: 3, width: 14, height: 7, along: 0 }] },
      { firstLine: 14, lines: 11, tiles: [{ x: 24, y: 3, width: 11, height: 7, along: 0 }] },
    ]);
  });

  test('a band has a line, however long', () => {
    const bands = bandsOf({ ...resample, first: 'horizontal' }, { pixels: 1, side: 100 });
    expect(bands.map(({ lines }) => lines)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });
});
