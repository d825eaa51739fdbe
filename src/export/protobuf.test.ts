import { expect, test } from 'vitest';
import { type Chunks, integer, integers, message, text } from './protobuf';

const bytes = (chunks: Chunks): number[] => chunks.flatMap((chunk) => [...chunk]);

test.each([
  [0, [0x08, 0x00]],
  [127, [0x08, 0x7f]],
  [128, [0x08, 0x80, 0x01]],
  [300, [0x08, 0xac, 0x02]],
  [2 ** 31, [0x08, 0x80, 0x80, 0x80, 0x80, 0x08]],
  [2 ** 40 + 1, [0x08, 0x81, 0x80, 0x80, 0x80, 0x80, 0x20]],
])('%d is written seven bits a byte', (value, expected) => expect(bytes(integer(1, value))).toEqual(expected));

test('fields above 15 have tags of two bytes', () => expect(bytes(integer(20, 7))).toEqual([0xa0, 0x01, 0x07]));

test('repeated numbers have a tag each', () => expect(bytes(integers(8, [3, 1]))).toEqual([0x40, 3, 0x40, 1]));

test('texts are UTF-8 behind their length in bytes', () =>
  expect(bytes(text(2, 'é'))).toEqual([0x12, 0x02, 0xc3, 0xa9]));

test('a message holds its fields behind their length', () =>
  expect(bytes(message(7, integer(1, 150), text(2, 'ab')))).toEqual([0x3a, 7, 0x08, 0x96, 0x01, 0x12, 2, 0x61, 0x62]));

test('a payload is not copied', () => {
  const payload = new Uint8Array(1000);
  expect(message(9, [payload])).toContain(payload);
});
