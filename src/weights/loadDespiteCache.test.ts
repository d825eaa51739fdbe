/**
 * Loads with caches that hang, throw, or hand over anything.
 */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PackedWeight } from '../core/weights';
import { EMPTY, keyOf, load, mapCache, NAMES, recorder, type Whole } from '../testing/loading/tinyLoad';
import type { WeightCache } from './cache/cache';
import type { CachedModel } from './cache/records';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

const throwAtOnce = (): never => {
  throw new Error('boom');
};
const never = (): Promise<never> => new Promise(() => undefined);
const five = (): Promise<never> => 5 as unknown as Promise<never>;

/** Takes so many weights and says nothing any more. */
const takes =
  (count: number): WeightCache['put'] =>
  async (_, { weights }) => {
    let taken = 0;
    if (count > 0) for await (const weight of weights) if (weight.name !== '' && ++taken === count) break;
    return never();
  };

/** Seconds of the page's timer, until work has ended: digests take real time, more of it on a busy machine. */
async function secondsPass(work: Promise<unknown>): Promise<void> {
  let isOver = false;
  const end = (): void => void (isOver = true);
  work.then(end, end);
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(1000);
  }
}

test.each<[string, Partial<Record<keyof WeightCache, unknown>>]>([
  ['throws at once', { get: throwAtOnce, put: throwAtOnce, list: throwAtOnce }],
  ['answers no promises', { get: five, put: five, list: five }],
  ['has nothing but get and put', { list: undefined, delete: undefined, clear: undefined }],
  ['never answers to get', { get: never }],
  ['never answers to put', { put: never }],
  ['hangs after the first weight', { put: takes(1) }],
  ['hangs after the last weight', { put: takes(2) }],
  ['never answers to list', { list: never }],
  ['never answers to delete', { delete: never }],
  ['has a note that is none', { get: () => Promise.resolve({ note: 5, weights: [] }) }],
  ['has nothing that it should', { get: () => Promise.resolve({}) }],
])('a cache that %s costs nothing but time', async (_, faults) => {
  const older = (await keyOf()).replace(/-v\d+-/, '-v0-');
  const cache = { ...mapCache(new Map([[older, EMPTY]])), ...faults } as WeightCache;
  const { events, take } = recorder();
  const loading = load(cache, take);
  await secondsPass(loading);
  expect(await loading).toBe(false);
  expect(events).toEqual(['known', ...NAMES, 'done']);
  expect(vi.getTimerCount()).toBe(0);
});

test.each<[string, (weights: readonly PackedWeight[]) => unknown]>([
  ['that are null', () => [null]],
  ['that are missing', () => undefined],
  ['without buffers', ([first]) => [{ ...first, weight: 'x' }]],
  ['at no place', ([first]) => [{ ...first, piece: { from: 'a' } }]],
  ['that never come', () => ({ [Symbol.asyncIterator]: () => ({ next: never }) })],
])('a cache with weights %s: the GPU gets none of them', async (_, spoil) => {
  const kept = new Map<string, Whole>();
  await load(mapCache(kept));
  const { note, weights } = kept.get(await keyOf()) ?? EMPTY;
  const { events, take } = recorder();
  const get = (): Promise<CachedModel> => Promise.resolve({ note, weights: spoil(weights) as PackedWeight[] });
  const loading = load({ ...mapCache(kept), get }, take);
  await secondsPass(loading);
  expect(await loading).toBe(false);
  expect(events).toEqual(['known', 'void', 'known', ...NAMES, 'done']);
});
