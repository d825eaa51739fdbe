import { expect, test } from 'vitest';
import { ResNeStError } from '../../core/errors';
import type { Outputs } from '../../model/graph';
import { finite, imageOf, joined } from './outputs';

const outputs = (shape: readonly number[], ...numbers: readonly number[]): Outputs =>
  new Map([['layer4', { shape, data: Float32Array.from(numbers) }]]);

test('an image of a batch has a batch of its own', () => {
  const batch = outputs([3, 1, 1, 2], 1, 2, 3, 4, 5, 6);
  expect(imageOf(batch, 1)).toEqual(outputs([1, 1, 1, 2], 3, 4));
});

test('runs are joined in their order', () => {
  const parts = [outputs([2, 1, 1, 1], 1, 2), outputs([1, 1, 1, 1], 3)];
  expect(joined(parts, ['layer4'])).toEqual(outputs([3, 1, 1, 1], 1, 2, 3));
});

test('a part that lacks a wanted output is a defect', () => {
  expect(() => joined([outputs([1], 1)], ['logits'])).toThrow('there is no output logits');
});

test('a number that is not finite is an error that names the source', () => {
  const broken = outputs([1, 2], 1, NaN);
  expect(() => finite(broken, 'source 2 of 3')).toThrow(ResNeStError);
  expect(() => finite(broken, 'source 2 of 3')).toThrow(/^output 1 of \[1, 2\] for source 2 of 3 is NaN/);
  expect(finite(outputs([1, 2], 1, 2))).toEqual(outputs([1, 2], 1, 2));
});
