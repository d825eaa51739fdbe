import { expect, test } from 'vitest';
import { ResNeStError } from './errors';
import { need, needAt, unreachable } from './need';

test('a look-up gives what is there, also where it is nothing much', () => {
  expect(need(new Map([[7, 0]]), 7, 'buffer of node')).toBe(0);
  expect(needAt([''], 0, 'name')).toBe('');
});

test('a look-up that fails says which', () => {
  expect(() => need(new Map([[7, 0]]), 99, 'buffer of node')).toThrow(ResNeStError);
  expect(() => need(new Map([[7, 0]]), 99, 'buffer of node')).toThrow(/^there is no buffer of node 99; .* defect/);
  expect(() => needAt([1], 1, 'input')).toThrow(/^there is no input 1;/);
});

test('a kind without a case throws', () => {
  expect(() => unreachable('odd' as never, 'storage')).toThrow(/^there is no case for storage "odd";/);
});
