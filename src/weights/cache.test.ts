import { expect, test } from 'vitest';
import { WeightsError } from '../core/errors';
import { indexedDBCache } from './cache';

// Node has no IndexedDB: as in a browser that denies it. What it does where there is one, cache.browser.test.ts checks.
test('without IndexedDB nothing is found or stored, and whoever manages the cache is told', async () => {
  const cache = indexedDBCache();
  expect(await cache.get('k')).toBeUndefined();
  expect(await cache.put('k', { note: '', weights: [] })).toBe(false);
  for (const attempt of [cache.list(), cache.delete('k'), cache.clear()])
    await expect(attempt).rejects.toThrow(/the weights cache in IndexedDB does not work \(indexedDB is not defined\)/);
  await expect(cache.list()).rejects.toBeInstanceOf(WeightsError);
});
