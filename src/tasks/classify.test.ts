import { expect, test } from 'vitest';
import { ConfigError, ResNeStError } from '../core/errors';
import { softmax, topK } from './classify';

test('softmax sums to one, also far from zero', () => {
  expect([...softmax(Float32Array.of(1000, 1000, -1000))]).toEqual([0.5, 0.5, 0]);
  const [first = NaN, second = NaN] = softmax(Float32Array.of(0, 1));
  expect(first).toBeCloseTo(1 / (1 + Math.E), 15);
  expect(first + second).toBeCloseTo(1, 15);
});

test.each([NaN, Infinity, -Infinity])('a logit of %d is an error that names its class', (logit) => {
  expect(() => softmax(Float32Array.of(0, logit))).toThrow(ResNeStError);
  expect(() => softmax(Float32Array.of(0, logit))).toThrow(/class 1 is/);
});

test('the best come first, equal ones by index, with their labels', () => {
  const top = topK(Float32Array.of(1, 3, 1, 2), 3, ['ant', 'bee', 'cat']);
  expect(top.map(({ index, label }) => [index, label])).toEqual([
    [1, 'bee'],
    [3, 'class 3'],
    [0, 'ant'],
  ]);
  expect(top[0]?.score).toBeCloseTo(Math.exp(3) / (Math.exp(3) + Math.exp(2) + 2 * Math.E), 12);
});

test('asking for more than there is gives all', () => {
  expect(topK(Float32Array.of(0, 1), 5)).toHaveLength(2);
});

test.each([0, -1, 1.5, NaN])('topK refuses k = %d', (k) => {
  expect(() => topK(Float32Array.of(0, 1), k)).toThrow(ConfigError);
});
