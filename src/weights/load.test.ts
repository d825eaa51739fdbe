import { expect, test } from 'vitest';
import type { WeightRequest } from '../core/weights';
import type { CachedModel, WeightCache } from './cache';
import { cacheKey } from './cacheKey';
import { loadWeights } from './load';

const REQUEST: WeightRequest = {
  name: 'step',
  source: { conv: 'fc', bias: false },
  shape: [4, 4, 1, 1],
  groups: 1,
  layout: 'plain',
  storage: 'f32',
};

/** A safetensors file of one weight [4, 4]. */
function checkpoint(): Uint8Array {
  const header = JSON.stringify({ 'fc.weight': { dtype: 'F32', shape: [4, 4], data_offsets: [0, 64] } });
  const file = new Uint8Array(8 + header.length + 64);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(new TextEncoder().encode(header), 8);
  return file;
}

function mapCache(kept: Map<string, CachedModel>): WeightCache {
  return {
    get: (key) => Promise.resolve(kept.get(key)),
    put: (key, model) => Promise.resolve(Boolean(kept.set(key, model))),
    list: () => Promise.resolve([...kept.keys()].map((key) => ({ key, bytes: 0 }))),
    delete: (key) => Promise.resolve(void kept.delete(key)),
    clear: () => Promise.resolve(kept.clear()),
  };
}

const load = async (cache: WeightCache): Promise<boolean> => {
  const { fromCache } = await loadWeights(
    { input: checkpoint(), identity: 'source' },
    {
      asked: 'this',
      identify: () => 'tiny',
      demand: () => ({ name: 'tiny', parameters: [{ name: 'fc.weight', shape: [4, 4] }], requests: [REQUEST] }),
      cache,
      onWeight: () => undefined,
    },
  );
  return fromCache;
};

test('what was kept is found again, and what another version kept of the same source is deleted', async () => {
  const key = await cacheKey({ source: 'source', storage: 'auto', asked: 'this' });
  const otherWish = await cacheKey({ source: 'source', storage: 'auto', asked: 'that' });
  const older = otherWish.replace(/-v\d+-/, '-v0-');
  const kept = new Map([older, otherWish, 'not ours'].map((each) => [each, { note: '', weights: [] }]));
  expect(await load(mapCache(kept))).toBe(false);
  expect([...kept.keys()]).toEqual([otherWish, 'not ours', key]);
  expect(await load(mapCache(kept))).toBe(true);
});

test('a cache that stores nothing loses nothing, and one that cannot list does not hinder', async () => {
  const key = await cacheKey({ source: 'source', storage: 'auto', asked: 'this' });
  const older = key.replace(/-v\d+-/, '-v0-');
  const kept = new Map([[older, { note: '', weights: [] }]]);
  expect(await load({ ...mapCache(kept), put: () => Promise.resolve(false) })).toBe(false);
  expect([...kept.keys()]).toEqual([older]);
  expect(await load({ ...mapCache(kept), list: () => Promise.reject(new Error('no')) })).toBe(false);
  expect([...kept.keys()]).toEqual([older, key]);
});
