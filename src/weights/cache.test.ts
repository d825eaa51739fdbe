import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WeightsError } from '../core/errors';
import { indexedDBCache } from './cache';

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
  await expect(cache.list()).rejects.toThrow(/\(it did not open in time\)/);
});

test('a database that opens late is used from then on', async () => {
  const request: { result?: unknown; onsuccess?: () => void } = {};
  vi.stubGlobal('indexedDB', { open: () => request });
  const cache = indexedDBCache();
  const found = cache.get('k');
  await vi.advanceTimersByTimeAsync(5000);
  expect(await found).toBeUndefined();
  const transaction = vi.fn(() => ({ objectStore: () => undefined }));
  request.result = { transaction };
  request.onsuccess?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(transaction).toHaveBeenCalledOnce();
  await cache.get('k');
  expect(transaction).toHaveBeenCalledTimes(3);
});
