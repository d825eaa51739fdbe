import { expect, test } from 'vitest';
import { isScratch } from '../../core/release';
import { elsewhere } from '../../testing/checkpoints/fileOf';
import { bytesInMemory, type FileBytes } from '../fileBytes';
import { BlockCache } from './blocks';
import { readSpans, type Span } from './spans';

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 251);

/** The file, and which parts of it were asked for. */
function watched(bytes: Uint8Array<ArrayBuffer>): { file: FileBytes; asked: Span[] } {
  const asked: Span[] = [];
  const { size, read, close } = elsewhere(bytes.buffer);
  return { file: { size, close, read: (from, to) => (asked.push([from, to]), read(from, to)) }, asked };
}

test('any part is what the file holds, in memory of its own, several at a time too', async () => {
  const { file } = watched(BYTES);
  const cache = new BlockCache(64);
  const values = cache.over(file);
  expect(values.size).toBe(1000);
  const spans = Array.from({ length: 200 }, (_, i): Span => [(i * 37) % 900, ((i * 37) % 900) + ((i * 13) % 100)]);
  const parts = await Promise.all(spans.map(([from, to]) => values.read(from, to)));
  expect(parts).toEqual(spans.map(([from, to]) => BYTES.slice(from, to)));
  expect(parts.every(isScratch)).toBe(true);
  cache.close();
  expect(await values.read(0, 1000)).toEqual(BYTES);
});

test('parts near each other cost one request, and the next block comes beforehand', async () => {
  const { file, asked } = watched(BYTES);
  const values = new BlockCache(100).over(file);
  for (const from of [500, 510, 570]) await values.read(from, from + 20);
  expect(asked).toEqual([[500, 600]]);
  await values.read(590, 610);
  expect(asked).toEqual([[500, 600], [600, 700], [700, 800], [800, 900], [900, 1000]]); // prettier-ignore
  await values.read(0, 10);
  expect(asked.slice(5)).toEqual([[0, 100], [100, 200], [200, 300], [300, 400]]); // prettier-ignore
});

test('few blocks stay, the ones that were used last, whichever file they are of', async () => {
  const [first, second] = [watched(BYTES), watched(BYTES.toReversed())];
  const cache = new BlockCache(100);
  const [a, b] = [cache.over(first.file), cache.over(second.file)];
  await a.read(550, 560);
  expect(await b.read(550, 560)).toEqual(BYTES.toReversed().slice(550, 560));
  for (const from of [150, 350, 750, 950, 150, 350]) await b.read(from, from + 1);
  const before = first.asked.length;
  await a.read(550, 560);
  expect(first.asked.length).toBe(before);
  await b.read(0, 1000);
  await a.read(550, 560);
  expect(first.asked.length).toBe(before + 1);
});

test('a block that cannot be read is asked for again', async () => {
  const { file } = watched(BYTES);
  let fails = true;
  const values = new BlockCache(100).over({
    ...file,
    read: (from, to) => (fails ? Promise.reject(new Error('no')) : file.read(from, to)),
  });
  await expect(values.read(20, 30)).rejects.toThrow('no');
  fails = false;
  expect(await values.read(20, 30)).toEqual(BYTES.slice(20, 30));
});

test('a file in memory is read where it is', () => {
  const file = bytesInMemory(BYTES.buffer);
  expect(new BlockCache().over(file)).toBe(file);
});

test('many short parts are read in few requests, in any order', async () => {
  const large = Uint8Array.from({ length: 2 ** 20 }, (_, i) => (i * 7) % 251);
  const { file, asked } = watched(large);
  const spans = [700_000, 3, 40, 0, 300_000, 300_010, 2 ** 20].map((from): Span => [from, Math.min(from + 9, 2 ** 20)]);
  expect(await readSpans(file, spans)).toEqual(spans.map(([from, to]) => large.slice(from, to)));
  expect(asked.toSorted(([a], [b]) => a - b).map(([from]) => from)).toEqual([0, 300_000, 700_000, 2 ** 20]);
  expect(await readSpans(file, [])).toEqual([]);
});
