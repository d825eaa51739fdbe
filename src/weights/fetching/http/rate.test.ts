import { expect, test } from 'vitest';
import { Rate } from './rate';

/** The rate after pieces of these bytes, one each 50 ms. */
function rateAfter(...pieces: readonly number[]): number | undefined {
  const rate = new Rate(0);
  pieces.forEach((bytes, i) => rate.add(bytes, (i + 1) * 50));
  return rate.bytesPerSecond;
}

const steady = (count: number, bytes: number): number[] => Array.from({ length: count }, () => bytes);

test('a steady stream has its rate, and none is told in the first half second', () => {
  expect(rateAfter(...steady(9, 1000))).toBeUndefined();
  expect(rateAfter(...steady(20, 1000))).toBeCloseTo(20_000, 6);
  expect(rateAfter(...steady(400, 1000))).toBeCloseTo(20_000, 6);
});

test('another rate shows after some seconds, and one burst does not', () => {
  const before = steady(200, 1000);
  expect(rateAfter(...before, ...steady(200, 3000))).toBeGreaterThan(55_000);
  expect(rateAfter(...before, 20_000, ...steady(20, 1000))).toBeLessThan(30_000);
});

test('a pause counts', () => {
  const rate = new Rate(0);
  for (let ms = 100; ms <= 2000; ms += 100) rate.add(1000, ms);
  rate.add(1000, 10_000);
  expect(rate.bytesPerSecond).toBeLessThan(2_000);
});
