import { expect, test } from 'vitest';
import { WeightsError } from '../core/errors';
import { isScratch } from '../core/release';
import { bytesInMemory, bytesOfBlob } from './fileBytes';

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 251);

test.each([
  ['memory', bytesInMemory(BYTES.buffer), false],
  ['a Blob', bytesOfBlob(new Blob([BYTES]), 'the file'), true],
])('any part of %s can be read, none and several at a time too', async (_, file, isOwn) => {
  expect(file.size).toBe(BYTES.length);
  const spans = [[0, 1000], [990, 1000], [5, 5], [1000, 1000], [1, 7]] as const; // prettier-ignore
  const parts = await Promise.all(spans.map(([from, to]) => file.read(from, to)));
  expect(parts).toEqual(spans.map(([from, to]) => BYTES.slice(from, to)));
  expect(parts.map(isScratch)).toEqual(spans.map(() => isOwn));
});

test('a file that has become shorter or unreadable is an error that says so', async () => {
  const changed = {
    size: 1000,
    slice: (from: number, to: number) => new Blob([BYTES.subarray(from, Math.min(to, 500))]),
  } as Blob;
  const gone = {
    size: 1000,
    slice: () => ({ arrayBuffer: () => Promise.reject(new Error('not found')) }) as unknown as Blob,
  } as Blob;
  expect((await bytesOfBlob(changed, 'the file').read(0, 500)).length).toBe(500);
  for (const [blob, message] of [
    [changed, /^the file cannot be read any more; it was changed or removed/],
    [gone, /^the file cannot be read any more \(not found\); it was changed or removed/],
  ] as const) {
    const error: unknown = await bytesOfBlob(blob, 'the file')
      .read(0, 600)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(WeightsError);
    expect(error).toMatchObject({ code: 'interrupted', message: expect.stringMatching(message) as string });
  }
});
