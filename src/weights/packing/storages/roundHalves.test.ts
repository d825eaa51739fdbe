import fc from 'fast-check';
import { expect, test } from 'vitest';
import { floatsToHalves, halvesToFloats } from '../../../core/bits/half';
import { seededTensor } from '../../../testing/seeded';
import { roundHalves } from './roundHalves';

const nearest = (weights: Float32Array): Float32Array => halvesToFloats(floatsToHalves(weights));
const drift = (weights: Float32Array, rounded: Float32Array): number =>
  Math.abs(weights.reduce((sum, weight, i) => sum + ((rounded[i] ?? NaN) - weight), 0));

test('the sum of a channel strays far less than when each weight goes to the nearest', () => {
  for (const name of ['a', 'b', 'c']) {
    const { data } = seededTensor(name, [2304], 0.05);
    expect(drift(data, roundHalves(data, 1))).toBeLessThan(drift(data, nearest(data)) / 10 + 1e-5);
  }
});

test('every weight becomes one of its two neighbours, and an f16 stays itself', () => {
  const weight = fc.float({ min: -60000, max: 60000, noNaN: true });
  fc.assert(
    fc.property(fc.array(weight, { minLength: 1, maxLength: 40 }), (numbers) => {
      const weights = Float32Array.from(numbers);
      const rounded = roundHalves(weights, 1);
      expect(nearest(rounded)).toEqual(rounded);
      for (const [i, value] of weights.entries()) {
        const step = Math.max(2 ** (Math.floor(Math.log2(Math.abs(value))) - 10), 2 ** -24);
        expect(Math.abs((rounded[i] ?? NaN) - value)).toBeLessThan(step * 1.0001);
      }
      const exact = nearest(weights);
      expect(roundHalves(exact, 1)).toEqual(exact);
    }),
  );
});

test('channels do not carry into each other', () => {
  const { data } = seededTensor('two channels', [2, 300]);
  const second = data.slice(300);
  expect(roundHalves(data, 2).slice(300)).toEqual(roundHalves(second, 1));
});
