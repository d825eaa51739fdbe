import { createStore, del, keys, set } from 'idb-keyval';
import { afterEach, expect, test, vi } from 'vitest';
import { WeightsError } from '../../core/errors';
import type { PackedWeight } from '../../core/weights';
import { indexedDBCache, type WeightCache } from './cache';

const cache = indexedDBCache();
// The same database, seen from below.
const records = createStore('resnest-webgpu', 'packed-weights');

const packed = (name: string, ...values: number[]): PackedWeight => ({
  name,
  storage: 'f32',
  weight: Float32Array.from(values).buffer,
  bias: Float32Array.of(1, 2, 3, 4).buffer,
});

/** A model that has been read, or is to be stored. */
interface Whole {
  readonly note: string;
  readonly weights: readonly PackedWeight[];
}

const model = (...weights: PackedWeight[]): Whole => ({ note: '{"name":"tiny"}', weights });

const MODEL = model(packed('conv', 1, 2, 3, 4), packed('fc', 5, 6, 7, 8, 9, 10, 11, 12));

/** What is under the key, all of it read; rejects if a weight is damaged. */
async function read(key: string, from: WeightCache = cache): Promise<Whole | undefined> {
  const kept = await from.get(key);
  if (!kept) return undefined;
  const weights: PackedWeight[] = [];
  for await (const weight of kept.weights) weights.push(structuredClone(weight)); // it is freed afterwards
  return { note: kept.note, weights };
}

const namesOf = (kept: Whole | undefined): string[] | undefined => kept?.weights.map(({ name }) => name);

/** As `list` tells of a model without a name. */
const listed = (key: string, bytes: number): unknown => ({
  ...{ key, bytes, name: '', complete: true, loaded: bytes },
  ...{ written: expect.any(Date) as Date, lastUsed: expect.any(Date) as Date },
});

/** The keys of all records, with `load` in place of the numbers of loads. */
const recordKeys = async (): Promise<unknown[]> =>
  (await keys<IDBValidKey[]>(records)).map(([key, ...rest]) => [key, ...(rest.length > 0 ? ['load', rest[1]] : [])]);

/** Where the second weight of MODEL lies. */
async function secondWeight(): Promise<IDBValidKey> {
  const found = (await keys<IDBValidKey[]>(records)).find(([, , weight]) => weight === 1);
  if (!found) throw new Error('there is no second weight');
  return found;
}

afterEach(() => cache.clear());

test('gives back what was stored, in order and to the byte, also to another instance', async () => {
  expect(await cache.get('model')).toBeUndefined();
  expect(await cache.put('model', MODEL)).toBe(true);
  expect(await read('model', indexedDBCache())).toEqual(MODEL);
  const [first] = (await read('model'))?.weights ?? [];
  expect([...new Float32Array(first?.weight ?? new ArrayBuffer(0))]).toEqual([1, 2, 3, 4]);
});

test('lists models with their bytes, deletes one, clears all', async () => {
  await cache.put('a', MODEL);
  await cache.put('ab', model(packed('x', 1, 2, 3, 4)));
  await cache.put('b', model());
  expect(await cache.list()).toEqual([listed('a', 80), listed('ab', 32), listed('b', 0)]);
  await cache.delete('a');
  await cache.delete('never stored');
  expect(await cache.get('a')).toBeUndefined();
  expect(namesOf(await read('ab'))).toEqual(['x']);
  expect(namesOf(await read('b'))).toEqual([]);
  await cache.clear();
  expect(await keys(records)).toEqual([]);
});

test('a second put replaces the first wholly', async () => {
  await cache.put('model', MODEL);
  await cache.put('model', model(packed('only', 1, 2, 3, 4)));
  expect(namesOf(await read('model'))).toEqual(['only']);
  expect(await recordKeys()).toEqual([['model'], ['model', 'load', 0]]);
});

test('a put that fails midway changes nothing and leaves nothing', async () => {
  await cache.put('model', MODEL);
  const before = await keys(records);
  const detached = packed('detached', 1, 2, 3, 4);
  structuredClone(detached.weight, { transfer: [detached.weight] });
  expect(await cache.put('model', model(packed('new', 1, 2, 3, 4), detached, packed('last', 1)))).toBe(false);
  expect(await cache.put('other', model(packed('new', 1, 2, 3, 4), detached))).toBe(false);
  expect(await read('model')).toEqual(MODEL);
  expect(await keys(records)).toEqual(before);
});

test('a load that is aborted leaves nothing', async () => {
  await cache.put('model', MODEL);
  const before = await keys(records);
  let written = 0;
  const large = { ...packed('large', 1), weight: new ArrayBuffer(2 ** 21) }; // it is not kept waiting for others
  async function* aborted(): AsyncGenerator<PackedWeight> {
    for (const weight of [large, large, ...MODEL.weights]) {
      yield weight;
      written = (await keys(records)).length;
    }
    throw new DOMException('enough', 'AbortError');
  }
  expect(await cache.put('model', { note: '', weights: aborted() })).toBe(false);
  expect(written).toBeGreaterThan(before.length); // it had begun
  expect(await keys(records)).toEqual(before);
});

test('space that runs out leaves what was there, and nothing more', async () => {
  await cache.put('model', MODEL);
  const before = await keys(records);
  const put = Reflect.get(IDBObjectStore.prototype, 'put');
  let puts = 0;
  // As a browser does it: the transaction of the third weight ends with an error after the call has succeeded.
  const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    const request = put.apply(this, args);
    if (++puts === 3) setTimeout(() => this.transaction.abort());
    return request;
  });
  const large = Array.from({ length: 6 }, (_, i) => packed(`step${String(i)}`, ...new Array<number>(65536).fill(i)));
  expect(await cache.put('model', model(...large))).toBe(false);
  full.mockRestore();
  expect(puts).toBeGreaterThanOrEqual(3);
  expect(await keys(records)).toEqual(before);
  expect(await read('model')).toEqual(MODEL);
});

test('what a closed tab left is removed by a later load, but not what another tab is writing', async () => {
  const hours = 3_600_000;
  const [old, recent] = [Date.now() - 2 * hours, Date.now() - 60_000];
  const then = vi.spyOn(Date, 'now').mockReturnValue(old + 1);
  await cache.put('model', MODEL);
  then.mockRestore();
  await set(['closed', old, 0], packed('x', 1), records);
  await set(['model', old, 0], packed('x', 1), records);
  await set(['open', recent, 0], packed('x', 1), records);
  expect(await cache.list()).toEqual([listed('model', 80)]);
  await cache.put('another', model());
  expect(await recordKeys()).toEqual([
    ['another'],
    ['model'],
    ['model', 'load', 0],
    ['model', 'load', 1],
    ['open', 'load', 0],
  ]);
  expect(await read('model')).toEqual(MODEL);
});

test('of two tabs that load at once one keeps the model', async () => {
  const tabs = [indexedDBCache(), indexedDBCache()];
  const kept = await Promise.all(tabs.map((tab) => tab.put('model', MODEL)));
  expect(kept).toContain(true);
  expect(await recordKeys()).toEqual([['model'], ['model', 'load', 0], ['model', 'load', 1]]);
  expect(await read('model')).toEqual(MODEL);
});

test('a model with a missing or foreign record does not come whole', async () => {
  await cache.put('model', MODEL);
  await set(await secondWeight(), packed('fc', 5), records);
  await expect(read('model')).rejects.toThrow(/the weight fc in IndexedDB is missing or damaged/);
  await del(await secondWeight(), records);
  await expect(read('model')).rejects.toThrow(WeightsError);
  await set(['model'], 'something else', records);
  expect(await cache.get('model')).toBeUndefined();
  expect(await cache.put('model', MODEL)).toBe(true);
  expect(await read('model')).toEqual(MODEL);
});

test.each(['weight', 'bias'] as const)('a model with a flipped bit in a %s ends before it', async (piece) => {
  await cache.put('model', MODEL);
  const damaged = packed('fc', 5, 6, 7, 8, 9, 10, 11, 12);
  const bytes = new Uint8Array(damaged[piece]);
  bytes[9] = (bytes[9] ?? 0) ^ 1;
  await set(await secondWeight(), damaged, records);
  const names: string[] = [];
  const reading = async (): Promise<void> => {
    for await (const { name } of (await cache.get('model'))?.weights ?? []) names.push(name);
  };
  await expect(reading()).rejects.toThrow(WeightsError);
  expect(names).toEqual(['conv']);
  expect(await cache.put('model', MODEL)).toBe(true);
  expect(await read('model')).toEqual(MODEL);
});

test('a piece comes back with its place, and one whose place was changed does not', async () => {
  const pieces = [0, 16].map((from) => ({ ...packed('conv', 1, 2, 3, 4), piece: { from, of: 32 } }));
  await cache.put('model', model(...pieces));
  expect((await read('model'))?.weights).toEqual(pieces);
  await set(await secondWeight(), { ...packed('conv', 1, 2, 3, 4), piece: { from: 0, of: 32 } }, records);
  await expect(read('model')).rejects.toThrow(/the weight conv in IndexedDB is missing or damaged/);
});

test('readers beside a writer see all of a model or nothing', async () => {
  const large = Array.from({ length: 40 }, (_, i) => packed(`step${String(i)}`, ...new Array<number>(4096).fill(i)));
  const writing = cache.put('model', model(...large));
  const other = indexedDBCache();
  const seen = await Promise.all(Array.from({ length: 8 }, () => read('model', other)));
  expect(await writing).toBe(true);
  expect(seen.every((kept) => kept === undefined || kept.weights.length === large.length)).toBe(true);
  expect(namesOf(await read('model', other))?.length).toBe(large.length);
});
