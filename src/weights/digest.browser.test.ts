import { afterEach, expect, test, vi } from 'vitest';
import { hex, sha256, sha256Aside } from './digest';

const bytesOf = (length: number): ArrayBuffer => Uint8Array.from({ length }, (_, i) => (i * 7) % 251).buffer;

afterEach(() => void vi.unstubAllGlobals());

test('the digest of "abc" is the published one', async () => {
  expect(await sha256(new TextEncoder().encode('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('a large buffer goes to a worker and comes back the same', async () => {
  const bytes = bytesOf(2 ** 24);
  const copy = bytes.slice(0);
  const aside = await sha256Aside(bytes);
  expect(bytes.byteLength).toBe(0);
  expect(aside.digest).toBe(hex(await crypto.subtle.digest('SHA-256', copy)));
  expect(await sha256(aside.bytes)).toBe(aside.digest);
});

test.each([
  ['cannot be made', 'throw new Error("policy")'],
  ['does not start', 'return new OriginalWorker("data:text/javascript,throw 1")'],
])('where a worker %s, this thread does it', async (_, body) => {
  const original = Worker;
  vi.stubGlobal('OriginalWorker', original);
  // An arrow cannot be called with `new`.
  vi.stubGlobal('Worker', new Function(body));
  const bytes = bytesOf(2 ** 24);
  const aside = await sha256Aside(bytes);
  expect(aside.bytes).toBe(bytes);
  expect(aside.digest).toBe(await sha256(bytes));
});
