import { expect, test, vi } from 'vitest';
import { isLarge, RunningDigest, sha256 } from './digest';

const LARGE = 2 ** 24 + 12_345;

const bytesOf = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length }, (_, i) => (i * 7) % 251);

const platform = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

test('the digest of "abc" is the published one', async () => {
  expect(await sha256(new TextEncoder().encode('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('a large buffer has the digest that the platform gives it, at any offset, and nobody copies it or starts a worker', async () => {
  const bytes = bytesOf(LARGE);
  expect(isLarge(bytes.length)).toBe(true);
  const expected = [await platform(bytes), await platform(bytes.subarray(3))];
  const copied = vi.spyOn(crypto.subtle, 'digest');
  const worker = vi.spyOn(globalThis, 'Worker');
  expect([await sha256(bytes.buffer), await sha256(bytes.subarray(3))]).toEqual(expected);
  expect(copied).not.toHaveBeenCalled();
  expect(worker).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

test('pieces of any size, empty ones too, have the digest of the whole', async () => {
  const bytes = bytesOf(700_001);
  const digest = new RunningDigest();
  for (const [from, to] of [
    [0, 1],
    [1, 1],
    [1, 64],
    [64, 600_000],
    [600_000, 700_001],
  ] as const)
    await digest.add(bytes.subarray(from, to));
  expect(digest.hex()).toBe(await platform(bytes));
});

test('the page goes on meanwhile, and an abort ends it', async () => {
  const bytes = bytesOf(4 * LARGE); // a fast machine needs few pauses for less
  let turns = 0;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    turns++;
    port2.postMessage(undefined);
  };
  port2.postMessage(undefined);
  await sha256(bytes);
  port1.close();
  expect(turns).toBeGreaterThan(5);
  const controller = new AbortController();
  const reason = new Error('enough');
  const digesting = sha256(bytes, controller.signal);
  setTimeout(() => controller.abort(reason), 20);
  await expect(digesting).rejects.toBe(reason);
});
