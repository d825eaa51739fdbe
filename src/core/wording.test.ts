import { expect, test } from 'vitest';
import { counted } from './wording';

test.each([
  [0, 'byte', '0 bytes'],
  [1, 'byte', '1 byte'],
  [2, 'byte', '2 bytes'],
  [1, 'class', '1 class'],
  [1000, 'class', '1000 classes'],
])('%i of %s', (count, noun, words) => {
  expect(counted(count, noun)).toBe(words);
});
