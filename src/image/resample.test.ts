import { expect, test } from 'vitest';
import type { Interpolation } from '../preprocessing/recipes';
import goldens from '../testing/goldens/coefficients.json';
import { resizeThenCrop } from './geometry';
import { resampleAxis, resampleOf } from './resample';

test.each(goldens)('$interpolation $input to $output, as Pillow', (golden) => {
  const scale = golden.input / golden.output;
  const centres = Array.from({ length: golden.output }, (_, i) => (i + 0.5) * scale);
  const axis = resampleAxis(golden.input, scale, centres, golden.interpolation as Interpolation);
  const rows = [...axis.count].map((count, i) => [...axis.coefficients].slice(i * axis.taps, i * axis.taps + count));
  expect([...axis.start]).toEqual(golden.start);
  expect(rows).toEqual(golden.coefficients);
});

test('an axis that keeps its size copies its samples', () => {
  const { start, count, taps, coefficients } = resampleAxis(3, 1, [0.5, 1.5, 2.5], 'bicubic');
  const dense = [...start].map((at, i) => {
    const row = [0, 0, 0];
    for (let k = 0; k < (count[i] ?? 0); k++) row[at + k] = coefficients[i * taps + k] ?? NaN;
    return row;
  });
  expect(dense).toEqual([
    [2 ** 22, 0, 0],
    [0, 2 ** 22, 0],
    [0, 0, 2 ** 22],
  ]);
});

// Found by trying sizes in Pillow 13: whether a resize by hand in either order gives its bytes.
test.each([
  { width: 500, height: 333, first: 'horizontal' },
  { width: 300, height: 400, first: 'horizontal' },
  { width: 400, height: 900, first: 'vertical' },
  { width: 40, height: 9000, first: 'horizontal' }, // made larger
] as const)('a photo of $width x $height begins $first', ({ width, height, first }) => {
  expect(resampleOf(resizeThenCrop({ width, height }, 96, 0.875), 'bilinear').first).toBe(first);
});

test('a crop holds the middle of the whole resize', () => {
  const whole = resampleOf(resizeThenCrop({ width: 61, height: 200 }, 40, 1), 'bicubic');
  const scale = 200 / 131;
  const rows = Array.from({ length: 131 }, (_, i) => (i + 0.5) * scale);
  const all = resampleAxis(200, scale, rows, 'bicubic');
  expect([...whole.vertical.start]).toEqual([...all.start].slice(46, 86)); // (131 - 40) / 2 = 45.5, to even
});
