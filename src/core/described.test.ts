import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { described, tagOf } from './described';
import { nearest } from './nearest';

const circular: unknown[] = [];
circular.push(circular);

const CASES: readonly (readonly [value: unknown, text: string])[] = [
  ['cat', '"cat"'],
  [NaN, 'NaN'],
  [undefined, 'undefined'],
  [null, 'null'],
  [5n, '5'],
  [Symbol('x'), 'Symbol(x)'],
  [[NaN, 1, 2n], '["NaN",1,"2"]'],
  [{ a: 1 }, '{"a":1}'],
  [Object.create(null), '{}'],
  [{ toJSON: () => undefined }, 'an Object'],
  [new AbortController(), 'an AbortController'],
  [Promise.resolve(), 'a Promise'],
  [() => 1, 'a function'],
];

// Their titles are the texts alone: some cannot be printed.
test.each(CASES.map(([value, text]) => ({ text, value })))('$text', ({ value, text }) =>
  expect(described(value)).toBe(text),
);

test('a list that holds itself is a list', () => expect(described(circular)).toBe('an Array'));

test('classes have the same names in every window', () => {
  const other = createContext({});
  expect(tagOf(runInContext('new Uint8Array(2)', other))).toBe('Uint8Array');
  expect(tagOf(runInContext('({})', other))).toBe('Object');
});

test.each([
  ['modle', 'model'],
  ['Weights', 'weights'],
  ['inputsize', 'inputSize'],
  ['x'.repeat(100_000), 'model'],
])('the name nearest to %.20s is %s', (name, known) => {
  expect(nearest(name, ['model', 'weights', 'inputSize', 'sha256'])).toBe(known);
});
