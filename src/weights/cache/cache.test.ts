import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConfigError, WeightsError } from '../../core/errors';
import { indexedDBCache, type WeightCache } from './cache';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

// Node has no IndexedDB: as in a browser that denies it. What it does where there is one, cache.browser.test.ts checks.
test('without IndexedDB nothing is found or stored, and whoever manages the cache is told', async () => {
  const cache = indexedDBCache();
  expect(await cache.get('k')).toBeUndefined();
  expect(await cache.put('k', { note: '', weights: [] })).toBe(false);
  for (const attempt of [cache.list(), cache.delete('k'), cache.clear()])
    await expect(attempt).rejects.toThrow(/the weights cache in IndexedDB does not work \(indexedDB is not defined\)/);
  await expect(cache.list()).rejects.toBeInstanceOf(WeightsError);
});

test.each([5, undefined, null, { key: 'k' }])('%j is no key to delete', async (key) => {
  const deleting = indexedDBCache().delete(key as unknown as string);
  await expect(deleting).rejects.toThrow(ConfigError);
  await expect(deleting).rejects.toThrow(/^delete takes a key of cache\.list\(\), not (5|undefined|null|\{)/);
});

test('an open that throws leaves no timer behind', async () => {
  const open = (): never => {
    throw new DOMException('denied', 'SecurityError');
  };
  vi.stubGlobal('indexedDB', { open });
  expect(await indexedDBCache().get('k')).toBeUndefined();
  await expect(indexedDBCache().list()).rejects.toThrow(/does not work \(denied\)/);
  expect(vi.getTimerCount()).toBe(0);
});

test('a database that never opens is waited for once', async () => {
  vi.stubGlobal('indexedDB', { open: () => ({}) });
  const cache = indexedDBCache();
  const found = cache.get('k');
  await vi.advanceTimersByTimeAsync(5000);
  expect(await found).toBeUndefined();
  expect(await cache.put('k', { note: '', weights: [] })).toBe(false);
  await expect(cache.list()).rejects.toThrow(/\(it has not answered in 5 seconds\)/);
  expect(vi.getTimerCount()).toBe(0);
});

interface Request {
  result?: unknown;
  onsuccess?: () => void;
}

/** A store of which nothing is ever heard, but for what the test answers. */
function silentStore(): { readonly requests: Request[]; readonly objectStore: () => object } {
  const requests: Request[] = [];
  const ask = (): Request => {
    const request: Request = {};
    requests.push(request);
    return request;
  };
  return {
    requests,
    objectStore: () => ({ transaction: { db: {} }, get: ask, clear: ask, getAllKeys: ask, delete: ask }),
  };
}

function opened(objectStore: () => object): void {
  vi.stubGlobal('IDBKeyRange', { bound: () => ({}) });
  const request: Request = { result: { transaction: () => ({ objectStore }) } };
  vi.stubGlobal('indexedDB', {
    open: () => {
      void Promise.resolve().then(() => request.onsuccess?.());
      return request;
    },
  });
}

test('a database that opens late is used from then on', async () => {
  const request: Request = {};
  vi.stubGlobal('indexedDB', { open: () => request });
  const cache = indexedDBCache();
  const found = cache.get('k');
  await vi.advanceTimersByTimeAsync(5000);
  expect(await found).toBeUndefined();
  const { requests, objectStore } = silentStore();
  request.result = { transaction: () => ({ objectStore }) };
  request.onsuccess?.();
  await vi.advanceTimersByTimeAsync(0);
  requests[0]?.onsuccess?.();
  await vi.advanceTimersByTimeAsync(0);
  void cache.get('k');
  await vi.advanceTimersByTimeAsync(0);
  expect(requests).toHaveLength(2);
});

test.each<[string, (cache: WeightCache) => Promise<unknown>]>([
  ['list', (cache) => cache.list()],
  ['delete', (cache) => cache.delete('k')],
  ['clear', (cache) => cache.clear()],
])('%s of a database that opens and says nothing more ends with an error', async (_, ask) => {
  opened(silentStore().objectStore);
  const asked = ask(indexedDBCache()).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(5000);
  expect(await asked).toBeInstanceOf(WeightsError);
  expect(String(await asked)).toMatch(/it has not answered in 5 seconds/);
});

test('a database that opens and says nothing more is given up until it answers', async () => {
  const { requests, objectStore } = silentStore();
  opened(objectStore);
  const cache = indexedDBCache();
  const found = cache.get('k');
  await vi.advanceTimersByTimeAsync(5000);
  expect(await found).toBeUndefined();
  expect(await cache.get('k')).toBeUndefined();
  expect(await cache.put('k', { note: '', weights: [] })).toBe(false);
  expect(requests).toHaveLength(1);
  requests[0]?.onsuccess?.();
  await vi.advanceTimersByTimeAsync(0);
  void cache.get('k');
  await vi.advanceTimersByTimeAsync(0);
  expect(requests).toHaveLength(2);
});
