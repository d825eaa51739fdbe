import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ResNeStError } from '../../core/errors';
import { ACTIVATIONS, scoresOf } from './scores';

test('softmax sums to one, also far from zero', () => {
  expect([...scoresOf(Float32Array.of(1000, 1000, -1000), 'softmax')]).toEqual([0.5, 0.5, 0]);
  const [first = NaN, second = NaN] = scoresOf(Float32Array.of(0, 1), 'softmax');
  expect(first).toBeCloseTo(1 / (1 + Math.E), 15);
  expect(first + second).toBeCloseTo(1, 15);
});

test('sigmoid looks at each class by itself, and ends at 0 and 1', () => {
  expect([...scoresOf(Float32Array.of(0, 1000, -1000), 'sigmoid')]).toEqual([0.5, 1, 0]);
  const logit = fc.float({ min: -30, max: 30, noNaN: true });
  fc.assert(
    fc.property(logit, logit, (a, b) => {
      const [one = NaN, other = NaN] = scoresOf(Float32Array.of(a, b), 'sigmoid');
      expect(scoresOf(Float32Array.of(a), 'sigmoid')[0]).toBe(one);
      // The odds are the exponential of the logit.
      expect(Math.log(one / (1 - one))).toBeCloseTo(Math.fround(a), 2);
      expect(one >= other).toBe(a >= b || one === other);
    }),
  );
});

test('none gives the logits themselves', () => {
  expect([...scoresOf(Float32Array.of(-3, 0.1), 'none')]).toEqual([-3, Math.fround(0.1)]);
});

test.each(ACTIVATIONS.flatMap((activation) => [NaN, Infinity, -Infinity].map((logit) => [activation, logit] as const)))(
  'by %s a logit of %d is an error that names its class',
  (activation, logit) => {
    expect(() => scoresOf(Float32Array.of(0, logit), activation)).toThrow(ResNeStError);
    expect(() => scoresOf(Float32Array.of(0, logit), activation)).toThrow(/class 1 is/);
  },
);
