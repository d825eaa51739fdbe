import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededTensor } from '../../../testing/seeded';
import { roundIntegers, type ScaledIntegers } from './roundIntegers';

const roundTo127 = (weights: Float32Array, outputs: number): ScaledIntegers => roundIntegers(weights, outputs, 127);

test('the largest magnitude of a channel becomes 127, of whatever sign', () => {
  const { values, scales } = roundTo127(Float32Array.of(1, -2, 0.5, 12.7, 0.1, 6.3), 2);
  expect([...values]).toEqual([64, -127, 32, 127, 1, 63]);
  expect([...scales]).toEqual([Math.fround(2 / 127), Math.fround(Math.fround(12.7) / 127)]);
});

test('the largest magnitude becomes the largest integer of a narrower storage', () => {
  const { values, scales } = roundIntegers(Float32Array.of(1, -2, 0.5, 12.7, 0.1, 6.3), 2, 7);
  expect([...values]).toEqual([3, -7, 2, 7, 0, 4]);
  expect([...scales]).toEqual([Math.fround(2 / 7), Math.fround(Math.fround(12.7) / 7)]);
});

test('a weight goes to its farther neighbour to bring the sum back, unless it is near the other', () => {
  expect([...roundTo127(Float32Array.of(127, 1.4, 1.4, 1.4), 1).values]).toEqual([127, 1, 2, 1]);
  expect([...roundTo127(Float32Array.of(127, 1.4, 1.2, 1.6), 1).values]).toEqual([127, 1, 1, 2]);
});

test('the sum of a channel strays far less than when each weight goes to the nearest', () => {
  for (const name of ['a', 'b', 'c']) {
    const { data } = seededTensor(name, [2304], 0.05);
    const { values, scales } = roundTo127(data, 1);
    const [scale = NaN] = scales;
    const drift = (rounded: Float32Array): number =>
      Math.abs(rounded.reduce((sum, value, i) => sum + value - (data[i] ?? NaN) / scale, 0));
    expect(drift(values)).toBeLessThan(0.5);
    expect(drift(data.map((weight) => Math.round(weight / scale)))).toBeGreaterThan(2);
  }
});

test('every weight becomes one of its two neighbours, and integers stay themselves', () => {
  const weight = fc.float({ min: Math.fround(-1e30), max: Math.fround(1e30), noNaN: true });
  fc.assert(
    fc.property(fc.array(weight, { minLength: 1, maxLength: 40 }), (numbers) => {
      const { values, scales } = roundTo127(Float32Array.from(numbers), 1);
      const [scale = NaN] = scales;
      for (const [i, number] of numbers.entries()) {
        expect(Math.abs(values[i] ?? NaN)).toBeLessThanOrEqual(127);
        expect(Math.abs((values[i] ?? NaN) * scale - number)).toBeLessThanOrEqual(Math.max(scale, 2 ** -119));
      }
      if (scale > 0) expect(roundTo127(Float32Array.of(127, ...values), 1).values.slice(1)).toEqual(values);
    }),
  );
});

test('a channel of zeros, or of less than an f32 scale can say, is zeros', () => {
  const { values, scales } = roundTo127(Float32Array.of(0, -0, 2 ** -149, -(2 ** -120), 1, 0), 3);
  expect([...values].map(Math.abs)).toEqual([0, 0, 0, 0, 127, 0]);
  expect([...scales]).toEqual([0, 0, Math.fround(1 / 127)]);
});

test('channels do not carry into each other', () => {
  const { data } = seededTensor('two channels', [2, 300]);
  expect(roundTo127(data, 2).values.slice(300)).toEqual(roundTo127(data.slice(300), 1).values);
});
