import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Sha256 } from './sha256';

const BYTES = new Uint8Array(1000).map((_, i) => (i * 7 + (i >> 3)) % 256);

const expected = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('the digest of every length up to three blocks and more is that of the platform', () => {
  for (let length = 0; length < 260; length++) {
    const sha256 = new Sha256();
    sha256.add(BYTES.subarray(0, length));
    expect(sha256.hex()).toBe(expected(BYTES.subarray(0, length)));
  }
});

test('pieces of any size have the digest of the whole, and each beginning has its own', () => {
  for (const size of [1, 7, 63, 64, 65, 128, 200]) {
    const sha256 = new Sha256();
    for (let from = 0; from < BYTES.length; from += size) {
      sha256.add(BYTES.subarray(from, from + size));
      expect(sha256.hex()).toBe(expected(BYTES.subarray(0, from + size)));
    }
  }
});

test('a copy goes its own way', () => {
  const sha256 = new Sha256();
  sha256.add(BYTES.subarray(0, 100));
  const copy = sha256.copy();
  copy.add(BYTES.subarray(200, 300));
  sha256.add(BYTES.subarray(100, 200));
  expect(sha256.hex()).toBe(expected(BYTES.subarray(0, 200)));
  expect(copy.hex()).toBe(expected(Buffer.concat([BYTES.subarray(0, 100), BYTES.subarray(200, 300)])));
});
