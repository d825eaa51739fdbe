import { createStore, del, keys, set } from 'idb-keyval';
import { afterEach, expect, test } from 'vitest';
import type { PackedWeight } from '../core/weights';
import { type CachedModel, indexedDBCache } from './cache';

const cache = indexedDBCache();
// The same database, seen from below.
const records = createStore('resnest-webgpu', 'packed-weights');

const packed = (name: string, ...values: number[]): PackedWeight => ({
  name,
  storage: 'f32',
  weight: Float32Array.from(values).buffer,
  bias: Float32Array.of(1, 2, 3, 4).buffer,
});

const model = (...weights: PackedWeight[]): CachedModel => ({ note: '{"name":"tiny"}', weights });

const MODEL = model(packed('conv', 1, 2, 3, 4), packed('fc', 5, 6, 7, 8, 9, 10, 11, 12));

const namesOf = (kept: CachedModel | undefined): string[] | undefined => kept?.weights.map(({ name }) => name);

afterEach(() => cache.clear());

test('gives back what was stored, in order and to the byte, also to another instance', async () => {
  expect(await cache.get('model')).toBeUndefined();
  expect(await cache.put('model', MODEL)).toBe(true);
  expect(await indexedDBCache().get('model')).toEqual(MODEL);
  const [first] = (await cache.get('model'))?.weights ?? [];
  expect([...new Float32Array(first?.weight ?? new ArrayBuffer(0))]).toEqual([1, 2, 3, 4]);
});

test('lists models with their bytes, deletes one, clears all', async () => {
  await cache.put('a', MODEL);
  await cache.put('ab', model(packed('x', 1, 2, 3, 4)));
  await cache.put('b', model());
  expect(await cache.list()).toEqual([
    { key: 'a', bytes: 80 },
    { key: 'ab', bytes: 32 },
    { key: 'b', bytes: 0 },
  ]);
  await cache.delete('a');
  await cache.delete('never stored');
  expect(await cache.get('a')).toBeUndefined();
  expect(namesOf(await cache.get('ab'))).toEqual(['x']);
  expect(namesOf(await cache.get('b'))).toEqual([]);
  await cache.clear();
  expect(await keys(records)).toEqual([]);
});

test('a second put replaces the first wholly', async () => {
  await cache.put('model', MODEL);
  await cache.put('model', model(packed('only', 1, 2, 3, 4)));
  expect(namesOf(await cache.get('model'))).toEqual(['only']);
  expect(await keys(records)).toEqual([['model'], ['model', 0]]);
});

test('a put that fails midway changes nothing', async () => {
  await cache.put('model', MODEL);
  const detached = packed('detached', 1, 2, 3, 4);
  structuredClone(detached.weight, { transfer: [detached.weight] });
  expect(await cache.put('model', model(packed('new', 1, 2, 3, 4), detached))).toBe(false);
  expect(await cache.put('other', model(packed('new', 1, 2, 3, 4), detached))).toBe(false);
  expect(await cache.get('model')).toEqual(MODEL);
  expect(await cache.list()).toEqual([{ key: 'model', bytes: 80 }]);
});

test('a model with a missing or foreign record is not there', async () => {
  await cache.put('model', MODEL);
  await set(['model', 1], packed('fc', 5), records);
  expect(await cache.get('model')).toBeUndefined();
  await del(['model', 1], records);
  expect(await cache.get('model')).toBeUndefined();
  await set(['model'], 'something else', records);
  expect(await cache.get('model')).toBeUndefined();
  expect(await cache.put('model', MODEL)).toBe(true);
  expect(await cache.get('model')).toEqual(MODEL);
});

test.each(['weight', 'bias'] as const)('a model with a flipped bit in a %s is not there', async (piece) => {
  await cache.put('model', MODEL);
  const damaged = packed('fc', 5, 6, 7, 8, 9, 10, 11, 12);
  const bytes = new Uint8Array(damaged[piece]);
  bytes[9] = (bytes[9] ?? 0) ^ 1;
  await set(['model', 1], damaged, records);
  expect(await cache.get('model')).toBeUndefined();
  expect(await cache.put('model', MODEL)).toBe(true);
  expect(await cache.get('model')).toEqual(MODEL);
});

test('readers beside a writer see all of a model or nothing', async () => {
  const large = Array.from({ length: 40 }, (_, i) => packed(`step${String(i)}`, ...new Array<number>(4096).fill(i)));
  const writing = cache.put('model', model(...large));
  const other = indexedDBCache();
  const seen = await Promise.all(Array.from({ length: 8 }, () => other.get('model')));
  expect(await writing).toBe(true);
  expect(seen.every((kept) => kept === undefined || kept.weights.length === large.length)).toBe(true);
});
