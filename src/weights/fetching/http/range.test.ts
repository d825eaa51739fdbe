import { expect, test } from 'vitest';
import { answeredPart, partOf, rangeText } from './range';

test('a Range header counts the last byte in', () => {
  expect(rangeText({ from: 5 })).toBe('bytes=5-');
  expect(rangeText({ from: 5, end: 8 })).toBe('bytes=5-7');
});

test.each([
  ['bytes 5-9/10', { from: 5, end: 10, total: 10 }],
  ['bytes 0-0/*', { from: 0, end: 1, total: undefined }],
  ['bytes 5-10/10', undefined],
  ['bytes 6-5/10', undefined],
  ['bytes */10', undefined],
  ['bytes=5-9/10', undefined],
  ['bytes 5-9', undefined],
  ['bytes 5-9/10, 11', undefined],
  ['bytes -5-9/10', undefined],
  ['5-9/10', undefined],
  ['', undefined],
])('%j', (text, part) => {
  expect(partOf(text)).toEqual(part);
});

const answer = (contentRange: string | null, length?: number, isCors = false) => ({ contentRange, length, isCors });

test('an answer is the part that was asked for, or less of it', () => {
  expect(answeredPart({ from: 5 }, answer('bytes 5-9/10', 5), 10)?.end).toBe(10);
  expect(answeredPart({ from: 5 }, answer('bytes 5-9/10'), undefined)?.total).toBe(10);
  expect(answeredPart({ from: 5 }, answer('bytes 5-7/10', 3), 10)?.end).toBe(8);
  expect(answeredPart({ from: 5, end: 8 }, answer('bytes 5-7/10', 3), 10)?.end).toBe(8);
  expect(answeredPart({ from: 5 }, answer('bytes 5-9/*', 5), 10)?.end).toBe(10);
});

test.each([
  ['another beginning', { from: 5 }, answer('bytes 0-9/10', 10)],
  ['another length than it says', { from: 5 }, answer('bytes 5-9/10', 4)],
  ['more than was asked for', { from: 5, end: 8 }, answer('bytes 5-9/10', 5)],
  ['no place', { from: 5 }, answer(null, 5)],
  ['nonsense', { from: 5 }, answer('bytes 5-9/7', 5)],
])('an answer with %s is none', (_, asked, given) => {
  expect(answeredPart(asked, given, 10)).toBeUndefined();
});

test('a part of a file whose length nobody knows is none', () => {
  expect(answeredPart({ from: 5 }, answer('bytes 5-9/*', 5), undefined)).toBeUndefined();
});

test('on another origin the place may be hidden: then the length tells', () => {
  expect(answeredPart({ from: 5 }, answer(null, 5, true), 10)).toEqual({ from: 5, end: 10, total: 10 });
  expect(answeredPart({ from: 5, end: 8 }, answer(null, 3, true), 10)?.end).toBe(8);
  expect(answeredPart({ from: 5 }, answer(null, 10, true), 10)).toBeUndefined();
  expect(answeredPart({ from: 5 }, answer(null, undefined, true), 10)).toBeUndefined();
  expect(answeredPart({ from: 5 }, answer(null, 5, true), undefined)).toBeUndefined();
});
