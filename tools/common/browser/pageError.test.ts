import { expect, test } from 'vitest';
import { textOf } from './pageError';

test('an error of the library has its class and its code behind the sentence', () => {
  const error = { message: 'the image\n is truncated', name: 'ImageError', code: 'damaged' };
  expect(textOf(error)).toBe('the image is truncated (ImageError, damaged)');
});

test('another error has its sentence alone', () => {
  expect(textOf({ message: 'failed to fetch', name: 'TypeError' })).toBe('failed to fetch');
  expect(textOf({ message: 'aborted', name: 'AbortError', code: 20 })).toBe('aborted');
});
