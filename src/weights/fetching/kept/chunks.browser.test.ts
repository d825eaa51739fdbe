import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { openDownloadStore, promisifyRequest, type Store } from '../../cache/database';
import { chunksOf, forgetDownloads, type Head, listDownloads } from './chunks';

const store = openDownloadStore();
const HEAD: Head = { address: 'https://host.org/w', version: { etag: '"1"', bytes: 9e6 }, came: 1000 };
const WEEK = 7 * 24 * 3_600_000;

beforeEach(() => forgetDownloads());
afterAll(() => forgetDownloads());

const bytesOf = (fill: number, length = 1000): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(fill);
const blobOf = (...of: Parameters<typeof bytesOf>): Blob => new Blob([bytesOf(...of)]);

const change = (use: (records: IDBObjectStore) => void): Promise<void> =>
  store('readwrite', (records) => {
    use(records);
    return promisifyRequest(records.transaction);
  });

const keysIn = (from: Store = store): Promise<unknown[]> =>
  from('readonly', (records) => promisifyRequest(records.getAllKeys()));

test('chunks are found again by whoever asks for the file, and by nobody else', async () => {
  const first = chunksOf('one');
  await first.begin(HEAD);
  const onDisk = await first.keep(0, blobOf(1), 'digest');
  await first.keep(2, blobOf(3), 'digest');
  expect([...new Uint8Array(await onDisk.arrayBuffer())]).toEqual([...bytesOf(1)]);
  const again = chunksOf('one');
  const found = await again.find();
  expect(found?.head).toMatchObject(HEAD);
  expect(found?.numbers).toEqual([0, 2]);
  expect(await again.read(2)).toMatchObject({ bytes: bytesOf(3), digest: 'digest' });
  expect(await again.read(1)).toBeUndefined();
  expect(await chunksOf('other').find()).toBeUndefined();
  await again.forget();
  expect(await keysIn()).toEqual([]);
});

test('who begins anew deletes what there was, and who wrote that keeps nothing more', async () => {
  const [old, fresh] = [chunksOf('one'), chunksOf('one')];
  await old.begin(HEAD);
  await old.keep(0, blobOf(1), 'digest');
  await fresh.begin({ ...HEAD, version: { etag: '"2"' } });
  expect(await keysIn()).toHaveLength(1);
  await expect(old.keep(1, blobOf(1), 'digest')).rejects.toThrow('another tab has begun the file anew');
  expect((await chunksOf('one').find())?.numbers).toEqual([]);
});

test('what was left for a week goes, and so do chunks and heads that nobody could read', async () => {
  for (const file of ['old', 'young']) {
    const chunks = chunksOf(file);
    await chunks.begin(HEAD);
    await chunks.keep(0, blobOf(1), 'digest');
  }
  await change((records) => {
    records.put({ id: 1, of: 'another layout' }, ['strange']);
    records.put('orphan', ['nobody', 5, 0]);
  });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + WEEK / 2 });
  await chunksOf('young').find();
  vi.setSystemTime(Date.now() + WEEK / 2 + 60_000);
  expect(await chunksOf('another').find()).toBeUndefined();
  vi.useRealTimers();
  expect(new Set(((await keysIn()) as string[][]).map(([file]) => file))).toEqual(new Set(['young']));
});

test('downloads are listed with how far they are', async () => {
  const chunks = chunksOf('one');
  await chunks.begin(HEAD);
  await chunks.keep(0, blobOf(1, chunks.chunkBytes), 'digest');
  await chunks.keep(1, blobOf(1, chunks.chunkBytes), 'digest');
  const [only, ...others] = await listDownloads();
  expect(others).toEqual([]);
  expect(only).toMatchObject({ file: 'one', loaded: 2 * chunks.chunkBytes, total: 9e6 });
});
