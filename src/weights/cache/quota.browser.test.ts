/**
 * The cache where the browser lets this origin store little, as the browser itself enforces it.
 */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import type { PackedWeight } from '../../core/weights';
import { chunksOf, forgetDownloads } from '../fetching/kept/chunks';
import { indexedDBCache, type WeightCache } from './cache';
import { committed } from './database';
import type { CachedModel, DownloadOnDisk } from './records';
import { usedBytes } from './space';

const WEIGHT_BYTES = 2 ** 20;

/** Records and keys take some of it, so 10 weights fit. */
const QUOTA = 11 * WEIGHT_BYTES;

const send = (method: string, options: object): Promise<unknown> =>
  (cdp() as unknown as { send: (method: string, options: object) => Promise<unknown> }).send(method, {
    origin: location.origin,
    ...options,
  });

/** Deletes this origin's databases and lets it store so many bytes; any number if none is given. */
async function setQuota(quotaSize?: number): Promise<void> {
  await send('Storage.overrideQuotaForOrigin', quotaSize === undefined ? {} : { quotaSize });
  // For half a minute Chromium would go by the space that it has found before.
  await send('Storage.clearDataForOrigin', { storageTypes: 'indexeddb' });
  // A Blob that the last test has read stays on the disk until it is collected, which garbage hastens.
  const usage = async (): Promise<number | undefined> => {
    void new ArrayBuffer(2 ** 26);
    return usedBytes();
  };
  await expect.poll(usage, { timeout: 20_000, interval: 100 }).toBeLessThan(WEIGHT_BYTES / 8);
}

/** A weight of a mebibyte that no browser can compress. */
const weight = (name: string): PackedWeight => {
  const bytes = new Uint8Array(WEIGHT_BYTES);
  for (let at = 0; at < bytes.length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  return { name, storage: 'f32', weight: bytes.buffer, bias: new ArrayBuffer(0) };
};

/** A model of so many mebibytes; its weights are freed as those of a load are. */
function model(mebibytes: number, { isSizeKnown = true } = {}): CachedModel {
  async function* weights(): AsyncGenerator<PackedWeight> {
    for (let i = 0; i < mebibytes; i++) {
      const each = weight(String(i));
      yield await Promise.resolve(each);
      each.weight.transfer(0);
    }
  }
  return { note: '', weights: weights(), ...(isSizeKnown ? { bytes: mebibytes * WEIGHT_BYTES } : {}) };
}

/** Reads a model to its end, which is a use of it. How many weights it has. */
async function read(cache: WeightCache, key: string): Promise<number> {
  let count = 0;
  for await (const each of (await cache.get(key))?.weights ?? []) count += each.weight.byteLength === 0 ? 0 : 1;
  return count;
}

const keysIn = async (cache: WeightCache): Promise<string[]> => (await cache.list()).map(({ key }) => key);

let cache = indexedDBCache();

beforeEach(async () => {
  await setQuota(QUOTA);
  cache = indexedDBCache();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await setQuota();
});

/** Stores models of 3 MiB one after the other, so that each was written later than the one before. */
async function store(...keys: string[]): Promise<void> {
  for (const key of keys) {
    expect(await cache.put(key, model(3))).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

test.each([true, false])(
  'a full quota takes the model that was not used for longest (size known before: %o)',
  async (isSizeKnown) => {
    await store('a', 'b', 'c');
    expect(await read(cache, 'a')).toBe(3);
    expect(await cache.put('new', model(3, { isSizeKnown }))).toBe(true);
    expect(await keysIn(cache)).toEqual(['a', 'c', 'new']);
    expect(await read(cache, 'new')).toBe(3);
    expect(await read(cache, 'a')).toBe(3);
  },
);

test('as many models as it takes are removed, and no more', async () => {
  await store('a', 'b', 'c');
  expect(await cache.put('new', model(5))).toBe(true);
  expect(await keysIn(cache)).toEqual(['c', 'new']);
});

test('for a model that would not fit into all of the quota no other model is removed', async () => {
  await store('a', 'b', 'c');
  expect(await cache.put('huge', model(12))).toBe(false);
  expect(cache.refusal('huge')).toMatch(/^there is no space for them: /);
  expect(await keysIn(cache)).toEqual(['a', 'b', 'c']);
  expect(await read(cache, 'a')).toBe(3);
});

test('a model whose weights are being read is not removed, and once it was read it may be', async () => {
  await store('a');
  const reading = (await cache.get('a'))?.weights as AsyncIterable<PackedWeight>;
  const weights = reading[Symbol.asyncIterator]();
  await weights.next();
  expect(await indexedDBCache().put('new', model(9))).toBe(false);
  expect(await keysIn(cache)).toEqual(['a']);
  while (!(await weights.next()).done);
  expect(await cache.put('new', model(9))).toBe(true);
  expect(await keysIn(cache)).toEqual(['new']);
});

/** A download of so many mebibytes that is kept, and can leave the disk. */
async function downloaded(mebibytes: number): Promise<DownloadOnDisk> {
  const chunks = chunksOf('own');
  await chunks.begin({ address: 'https://host.org/w', version: {}, came: 0 });
  for (let i = 0; i < mebibytes; i++) await chunks.keep(i, new Blob([weight('chunk').weight]), '');
  let bytes = mebibytes * WEIGHT_BYTES;
  return {
    get bytes() {
      return bytes;
    },
    leave: async () => {
      await chunks.forget();
      bytes = 0;
    },
  };
}

test.each<[string, number, number, string[]]>([
  ['for a model that fits without it, and no other model goes', 3, 6, ['a', 'new']],
  ['beside another model where it alone is too little', 6, 9, ['new']],
  ['not, nor anything else, where all together are too little', 6, 15, ['a']],
])("a load's own download leaves the disk %s", async (_, chunks, mebibytes, keys) => {
  await store('a');
  const download = await downloaded(chunks);
  const isKept = keys.includes('new');
  expect(await cache.put('new', { ...model(mebibytes), download })).toBe(isKept);
  expect(await keysIn(cache).then((all) => all.filter((key) => !key.endsWith('#download')))).toEqual(keys);
  expect(download.bytes).toBe(isKept ? 0 : chunks * WEIGHT_BYTES);
  await forgetDownloads();
});

test('a model that replaces itself finds room as another would', async () => {
  await store('a', 'b', 'c');
  expect(await cache.put('c', model(4))).toBe(true);
  expect(await keysIn(cache)).toEqual(['b', 'c']);
  expect(await read(cache, 'c')).toBe(4);
});

test('where the browser tells how little is free, a model that cannot fit is not begun', async () => {
  await store('a', 'b', 'c');
  const { storage } = navigator;
  const estimate = storage.estimate.bind(storage);
  // Chromium names 10 GB that are not there; so this is what an honest browser says.
  vi.spyOn(storage, 'estimate').mockImplementation(async () => ({ ...(await estimate()), quota: QUOTA }));
  const put = vi.spyOn(IDBObjectStore.prototype, 'put');
  expect(await cache.put('huge', model(11))).toBe(false);
  expect(put).not.toHaveBeenCalled();
  expect(cache.refusal('huge')).toMatch(/^there is no space for them: /);
  expect(await keysIn(cache)).toEqual(['a', 'b', 'c']);
  expect(await cache.put('fits', model(3))).toBe(true);
  expect(await keysIn(cache)).toEqual(['b', 'c', 'fits']);
});

test('a write that is refused by the request, not by its transaction, makes room as well', async () => {
  await store('a', 'b');
  const put = Reflect.get(IDBObjectStore.prototype, 'put');
  let puts = 0;
  // As other browsers do it: the request's error comes first, and is told when the transaction's is still null.
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (++puts === 2) throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, args);
  });
  expect(await cache.put('new', model(2))).toBe(true);
  vi.restoreAllMocks();
  expect(await keysIn(cache)).toEqual(['b', 'new']);
  expect(await read(cache, 'new')).toBe(2);
});

test('where other data of the site fill the quota the load goes on without, and they stay', async () => {
  const other = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('not-ours');
    opening.onupgradeneeded = () => void opening.result.createObjectStore('data');
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(new Error('the database did not open'));
  });
  const records = (mode: IDBTransactionMode): IDBObjectStore => other.transaction('data', mode).objectStore('data');
  const fill = (): Promise<boolean> => {
    const filling = records('readwrite');
    for (let i = 0; i < 9; i++) filling.put(weight('x').weight, i);
    return committed(filling.transaction).then(
      () => true,
      () => false, // Chromium may count for a moment what the last test had
    );
  };
  await expect.poll(fill, { timeout: 20_000 }).toBe(true);
  expect(await cache.put('new', model(3))).toBe(false);
  expect(cache.refusal('new')).toMatch(/^there is no space for them: /);
  const counting = records('readonly').count();
  await new Promise((resolve) => (counting.onsuccess = resolve));
  expect(counting.result).toBe(9);
  other.close();
  indexedDB.deleteDatabase('not-ours');
});
