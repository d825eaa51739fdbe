import { expect, test } from 'vitest';
import { bytesOf } from '../../testing/checkpoints/pickles';
import { crc32 } from './crc32';

/** One bit a step, by the definition. */
const bitwise = (bytes: Uint8Array): number =>
  ~bytes.reduce((crc, byte) => {
    let rest = crc ^ byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    return rest;
  }, -1) >>> 0;

test('is the checksum of zip archives', () => {
  expect(crc32(bytesOf('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

test('goes on from the bytes before', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * i * 7) & 255);
  for (const at of [0, 1, 6, 299, 300])
    expect(crc32(bytes.subarray(at), crc32(bytes.subarray(0, at)))).toBe(crc32(bytes));
});

test('counts every byte, whatever the length', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * i * 7) & 255);
  for (let length = 0; length < 20; length++)
    expect(crc32(bytes.subarray(length, 2 * length))).toBe(bitwise(bytes.subarray(length, 2 * length)));
  expect(crc32(bytes)).toBe(bitwise(bytes));
});
