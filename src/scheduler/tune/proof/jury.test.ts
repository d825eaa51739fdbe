import { expect, test } from 'vitest';
import type { Method } from '../../../kernels/choosing/methods';
import type { RightValues } from '../../../ops/check';
import { Jury } from './jury';

const [A, B, C, D]: Method[] = ['a', 'b', 'c', 'd'].map((kernel) => ({ kernel, tiling: {} }));

/** Every output should be its index; only the first is known beforehand. */
const at = (index: number): ReturnType<RightValues['at']> => ({ index, value: index, bound: 0.1 });
const right: RightValues = { some: [at(0)], at };

const output = (...values: number[]): Float32Array => Float32Array.from(values);

test('methods that differ by rounding are all right', () => {
  const jury = new Jury(right);
  expect(jury.wrongBy(A as Method, output(0, 1, 2))).toEqual([]);
  expect(jury.wrongBy(B as Method, output(0.05, 1.05, 1.95))).toEqual([]);
});

test('what is wrong where it is known is wrong', () => {
  expect(new Jury(right).wrongBy(A as Method, output(0.2, 1, 2))).toEqual([A]);
  expect(new Jury(right).wrongBy(A as Method, output(NaN, 1, 2))).toEqual([A]);
});

test.each([[3], [NaN], [-Infinity]])('a later method that gives %d elsewhere is wrong', (value) => {
  const jury = new Jury(right);
  expect(jury.wrongBy(A as Method, output(0, 1, 2))).toEqual([]);
  expect(jury.wrongBy(B as Method, output(0, 1, value))).toEqual([B]);
  expect(jury.wrongBy(C as Method, output(0, 1, 2))).toEqual([]);
});

test('what is not a number is wrong anywhere', () => {
  expect(new Jury(right).wrongBy(A as Method, output(0, NaN, 2))).toEqual([A]);
});

test('methods that agreed on something wrong are wrong when a right one comes, and only they', () => {
  const jury = new Jury(right);
  expect(jury.wrongBy(A as Method, output(0, 3, 2))).toEqual([]);
  expect(jury.wrongBy(B as Method, output(0, 3, 2))).toEqual([]);
  expect(jury.wrongBy(C as Method, output(0, 1, 2))).toEqual([A, B]);
  expect(jury.wrongBy(D as Method, output(0, 1, 2))).toEqual([]);
});
