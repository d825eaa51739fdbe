/**
 * What the cache tells of its models, and what it removes by itself.
 */
import { createStore, get, keys, set } from 'idb-keyval';
import { afterEach, expect, test, vi } from 'vitest';
import { WeightsError } from '../../core/errors';
import type { PackedWeight } from '../../core/weights';
import { CHUNK_BYTES, chunksOf } from '../fetching/kept/chunks';
import { indexedDBCache, type WeightCache } from './cache';
import { cacheKey } from './key';
import { writeNote } from './note';
import type { CachedModel } from './records';

const records = createStore('resnest-webgpu', 'packed-weights');
const uses = createStore('resnest-webgpu-uses', 'last-uses');

const WEIGHT: PackedWeight = {
  name: 'fc',
  storage: 'f32',
  weight: Float32Array.of(1, 2, 3, 4).buffer,
  bias: new ArrayBuffer(16),
};

const modelNamed = async (name: string): Promise<CachedModel> => ({
  note: await writeNote({ model: { name }, storage: 'f32', layouts: '' }),
  weights: [WEIGHT],
});

/** Reads a model to its end, or leaves after its first weight. */
async function read(from: WeightCache, key: string, leaves = false): Promise<void> {
  for await (const { name } of (await from.get(key))?.weights ?? []) {
    expect(name).toBe('fc');
    if (leaves) break;
  }
}

/** Answers when what the cache does beside a start has been done: list asks the same databases. */
const settled = (of: WeightCache): Promise<unknown> => of.list();

let cache = indexedDBCache();

afterEach(async () => {
  vi.restoreAllMocks();
  await cache.clear();
  cache = indexedDBCache();
});

test('a model is listed with its name and bytes, when it was written, and when it was last read whole', async () => {
  const day = 86_400_000;
  const now = Date.now();
  const time = vi.spyOn(Date, 'now').mockReturnValue(now - 3 * day);
  await cache.put('a', await modelNamed('resnest50'));
  const written = new Date(now - 3 * day);
  const entry = { key: 'a', name: 'resnest50', bytes: 32, loaded: 32, complete: true };
  expect(await cache.list()).toEqual([{ ...entry, written, lastUsed: written }]);
  time.mockReturnValue(now - 2 * day);
  await read(cache, 'a');
  expect(await cache.list()).toEqual([{ ...entry, written, lastUsed: new Date(now - 2 * day) }]);
  time.mockReturnValue(now - day);
  await cache.get('a'); // who looks and reads no weights has not used them
  await read(cache, 'a', true);
  expect(await indexedDBCache().list()).toEqual([{ ...entry, written, lastUsed: new Date(now - 2 * day) }]);
});

test('a use writes a record of its own, and the model stays as it is', async () => {
  await cache.put('a', await modelNamed('tiny'));
  const before = [await keys(records), await get(['a'], records)];
  await read(cache, 'a');
  await settled(cache);
  expect([await keys(records), await get(['a'], records)]).toEqual(before);
  expect(await keys(uses)).toEqual(['a']);
});

test('what is deleted is forgotten, its uses as well', async () => {
  for (const key of ['a', 'b', 'c']) {
    await cache.put(key, await modelNamed(key));
    await read(cache, key);
  }
  await cache.delete('b');
  expect(await keys(uses)).toEqual(['a', 'c']);
  await cache.clear();
  expect(await keys(uses)).toEqual([]);
});

/** Models of an older, this and a newer version, from sources that nobody asks for again. */
async function storeVersions(): Promise<Record<'older' | 'current' | 'newer', string>> {
  const current = await cacheKey({ source: 'https://example.org/gone.pth', storage: 'f32', asked: '' });
  const [older, newer] = [current.replace(/-v\d+-/, '-v1-'), current.replace(/-v\d+-/, '-v99-')];
  for (const key of [older, current, newer]) await cache.put(key, await modelNamed('x'));
  // A `put` removes older ones; this one is as another version left it.
  const load = Date.now() - 1000;
  await set([older], { note: '', load, bytes: 32, weights: [{ name: 'fc', digest: '' }] }, records);
  await set([older, load, 0], WEIGHT, records);
  return { older, current, newer };
}

/** Records of layouts that never were, or no longer are, ours. */
async function storeForeign(): Promise<void> {
  await set('by-name', 'of a layout with other keys', records);
  await set(['two', 'parts'], 5, records);
  await set(['another form'], { weights: 'elsewhere' }, records);
}

test.each<[string, () => Promise<unknown>]>([
  ['a load that writes', async () => cache.put('another', await modelNamed('y'))],
  [
    'a start from the cache',
    async () => {
      await cache.put('another', await modelNamed('y'));
      await storeVersions();
      await storeForeign();
      await read(cache, 'another');
      await settled(cache);
    },
  ],
])('%s removes models of older versions and records of other layouts, whatever their source', async (_, happen) => {
  const { older, current, newer } = await storeVersions();
  await storeForeign();
  await happen();
  expect((await cache.list()).map(({ key }) => key).sort()).toEqual(['another', current, newer].sort());
  const left = await keys<IDBValidKey[]>(records);
  expect(left.filter((key) => !Array.isArray(key) || [older, 'two', 'another form'].includes(String(key[0])))).toEqual(
    [],
  );
  await expect(read(cache, current)).resolves.toBeUndefined();
});

/** Keeps the first chunk of a file of 10 MB, whose download was last gone on with so many hours ago. */
async function beginDownload(file: string, address: string, hours = 0): Promise<void> {
  const date = Date.now() - hours * 3_600_000;
  const time = vi.spyOn(Date, 'now').mockReturnValue(date);
  const chunks = chunksOf(file);
  await chunks.begin({ address, version: { etag: '"1"', bytes: 10e6 }, came: date });
  await chunks.keep(0, new Blob([new Uint8Array(CHUNK_BYTES)]), '');
  time.mockRestore();
}

test('a download that has not ended is listed with how far it came, and deleted by its key', async () => {
  await cache.put('a', await modelNamed('a'));
  await beginDownload('one', 'https://example.org/resnest50.pth?download=true');
  await beginDownload('two', 'https://example.org/two.pth');
  const [, one, two] = await cache.list();
  const date = expect.any(Date) as Date;
  const entry = { key: 'one#download', name: 'resnest50.pth', bytes: 10e6, loaded: CHUNK_BYTES, complete: false };
  expect(one).toEqual({ ...entry, written: date, lastUsed: date });
  expect(Date.now() - Number(one?.lastUsed)).toBeLessThan(60_000);
  await cache.delete('one#download');
  expect((await cache.list()).map(({ key }) => key)).toEqual(['a', two?.key]);
  await cache.clear();
  expect(await cache.list()).toEqual([]);
});

test('where there is no space, downloads that broke off a day ago go before models', async () => {
  await cache.put('a', await modelNamed('a'));
  await beginDownload('left', 'https://example.org/left.pth', 25);
  await beginDownload('new', 'https://example.org/new.pth', 23);
  const put = Reflect.get(IDBObjectStore.prototype, 'put');
  let puts = 0;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (++puts === 1) throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, args);
  });
  expect(await cache.put('b', await modelNamed('b'))).toBe(true);
  expect((await cache.list()).map(({ key }) => key)).toEqual(['a', 'b', 'new#download']);
});

test("other apps' databases stay", async () => {
  const other = createStore('somebody-else', 'things');
  await set('thing', 1, other);
  await storeVersions();
  await storeForeign();
  await cache.put('a', await modelNamed('a'));
  await cache.clear();
  expect(await get('thing', other)).toBe(1);
});

test('without a place for uses, models are kept, found and listed all the same', async () => {
  const open = Reflect.get(IDBFactory.prototype, 'open');
  vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(function (this: IDBFactory, name, ...rest) {
    if (name === 'resnest-webgpu-uses') throw new DOMException('denied', 'SecurityError');
    return open.call(this, name, ...rest);
  });
  const own = indexedDBCache();
  expect(await own.put('a', await modelNamed('a'))).toBe(true);
  await read(own, 'a');
  const [entry] = await own.list();
  expect(entry?.lastUsed).toEqual(entry?.written);
  await own.delete('a');
  expect(await own.list()).toEqual([]);
});

test.each(['put', 'get', 'getAllKeys', 'count', 'delete'] as const)(
  'an IndexedDB whose %s throws keeps nothing that is wrong, and says why',
  async (method) => {
    await cache.put('b', await modelNamed('b')); // else there would be no index to get
    vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    const own = indexedDBCache();
    const isKept = await own.put('a', await modelNamed('a'));
    expect(isKept).toBe(false);
    expect(own.refusal('a')).toBe(
      'the weights cache in IndexedDB does not work (denied); allow this site to store data',
    );
    vi.restoreAllMocks();
    expect(await own.get('a')).toBeUndefined();
    expect(await own.put('a', await modelNamed('a'))).toBe(true);
    expect(own.refusal('a')).toBeUndefined();
  },
);

test('list tells that IndexedDB does not work', async () => {
  vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  await expect(indexedDBCache().list()).rejects.toThrow(WeightsError);
});
