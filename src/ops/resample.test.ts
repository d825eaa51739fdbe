import { describe, expect, test } from 'vitest';
import type { ResampleAxis } from '../core/pixels';
import { overWhite, resample } from './resample';

const ONE = 2 ** 22;

const axis = (...rows: readonly (readonly [start: number, ...weights: number[]])[]): ResampleAxis => {
  const taps = Math.max(...rows.map((row) => row.length - 1));
  const coefficients = new Int32Array(rows.length * taps);
  rows.forEach(([, ...weights], i) => coefficients.set(weights, i * taps));
  const start = Int32Array.from(rows, ([at]) => at);
  return { taps, start, count: Int32Array.from(rows, (row) => row.length - 1), coefficients };
};

const grey = (...values: number[]): Uint8Array => Uint8Array.from(values.flatMap((v) => [v, v, v]));
const copy = axis([0, ONE]);
const mean = axis([0, ONE / 2, ONE / 2]);

describe('resample', () => {
  test('rounds to 8 bits between the passes, so that their order shows', () => {
    const pixels = grey(1, 0, 1, 2); // rows 0.5, 1.5; columns 1, 1
    const axes = { horizontal: mean, vertical: mean };
    expect([...resample(pixels, 2, { ...axes, first: 'horizontal' })]).toEqual([2, 2, 2]);
    expect([...resample(pixels, 2, { ...axes, first: 'vertical' })]).toEqual([1, 1, 1]);
  });

  test('clamps what overshoots', () => {
    const sharp = axis([0, 1.5 * ONE, -0.5 * ONE], [0, -0.5 * ONE, 1.5 * ONE]);
    const resized = resample(grey(200, 10), 2, { horizontal: sharp, vertical: copy, first: 'horizontal' });
    expect([...resized]).toEqual([255, 255, 255, 0, 0, 0]);
  });

  test.each(['horizontal', 'vertical'] as const)('keeps pixels and channels in their places, %s first', (first) => {
    const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18); // 3 x 2
    const horizontal = axis([1, ONE], [2, ONE]);
    const vertical = axis([1, ONE]);
    expect([...resample(pixels, 3, { horizontal, vertical, first })]).toEqual([13, 14, 15, 16, 17, 18]);
  });
});

test('overWhite is the rounded mixture, for every alpha and value', () => {
  const pairs = Array.from({ length: 2 ** 16 }, (_, i) => [i & 255, i >> 8] as const);
  const rgba = Uint8Array.from(pairs.flatMap(([value, alpha]) => [value, 0, 255, alpha]));
  const mixed = pairs.flatMap(([value, alpha]) =>
    [value, 0, 255].map((v) => Math.round((alpha * v + (255 - alpha) * 255) / 255)),
  );
  expect(overWhite(rgba)).toEqual(Uint8Array.from(mixed));
});
