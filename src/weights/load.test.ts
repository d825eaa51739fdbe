import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PackedWeight, WeightRequest } from '../core/weights';
import type { WeightCache } from './cache/cache';
import type { CachedModel } from './cache/records';
import { cacheKey } from './cache/key';
import { type CheckpointFacts, type Demand, type LoadOptions, loadWeights } from './load';

const NAMES = ['first', 'second'];

const requestNamed = (name: string): WeightRequest => ({
  name,
  source: { conv: 'fc', bias: false },
  shape: [4, 4, 1, 1],
  groups: 1,
  layout: 'plain',
  storage: 'f32',
});

const DEMAND: Demand = {
  name: 'tiny',
  parameters: [{ name: 'fc.weight', shape: [4, 4] }],
  requests: NAMES.map(requestNamed),
};

/** A safetensors file of one weight [4, 4]. */
function checkpoint(): Uint8Array {
  const header = JSON.stringify({ 'fc.weight': { dtype: 'F32', shape: [4, 4], data_offsets: [0, 64] } });
  const file = new Uint8Array(8 + header.length + 64);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(new TextEncoder().encode(header), 8);
  return file;
}

interface Whole {
  readonly note: string;
  readonly weights: readonly PackedWeight[];
}

function mapCache(kept: Map<string, Whole>): WeightCache {
  return {
    get: (key) => Promise.resolve(kept.get(key)),
    put: async (key, { note, weights }) => {
      const all: PackedWeight[] = [];
      for await (const weight of weights) all.push(structuredClone(weight)); // it is freed afterwards
      return Boolean(kept.set(key, { note, weights: all }));
    },
    list: () => Promise.resolve([...kept.keys()].map((key) => ({ key, bytes: 0 }))),
    delete: (key) => Promise.resolve(void kept.delete(key)),
    clear: () => Promise.resolve(kept.clear()),
  };
}

type Options = Partial<LoadOptions<string, Demand>>;

const load = async (cache: WeightCache, changes: Options = {}): Promise<boolean> => {
  const { fromCache } = await loadWeights(
    { input: checkpoint(), identity: 'source' },
    {
      asked: 'this',
      identify: () => 'tiny',
      restore: (kept) => (kept === 'tiny' ? kept : undefined),
      onModel: () => DEMAND,
      cache,
      onWeight: () => Promise.resolve(),
      ...changes,
    },
  );
  return fromCache;
};

/** A load's events in their order. */
function recorder(): { readonly events: string[]; readonly options: Options } {
  const events: string[] = [];
  return {
    events,
    options: {
      onModel: () => (events.push('model'), DEMAND),
      onWeight: ({ name }) => (events.push(name), Promise.resolve()),
    },
  };
}

const keyOf = (asked = 'this'): Promise<string> => cacheKey({ source: 'source', storage: 'auto', asked });

const EMPTY: Whole = { note: '', weights: [] };

test('what was kept is found again, and what another version kept of the same source is deleted', async () => {
  const key = await keyOf();
  const otherWish = await keyOf('that');
  const older = otherWish.replace(/-v\d+-/, '-v0-');
  const kept = new Map([older, otherWish, 'not ours'].map((each) => [each, EMPTY]));
  expect(await load(mapCache(kept))).toBe(false);
  expect([...kept.keys()]).toEqual([otherWish, 'not ours', key]);
  expect(await load(mapCache(kept))).toBe(true);
});

test('a cache that stores nothing loses nothing, and one that cannot list does not hinder', async () => {
  const key = await keyOf();
  const older = key.replace(/-v\d+-/, '-v0-');
  const kept = new Map([[older, EMPTY]]);
  expect(await load({ ...mapCache(kept), put: () => Promise.resolve(false) })).toBe(false);
  expect([...kept.keys()]).toEqual([older]);
  expect(await load({ ...mapCache(kept), list: () => Promise.reject(new Error('no')) })).toBe(false);
  expect([...kept.keys()]).toEqual([older, key]);
});

test('all weights come, in order and after the model, whether a cache takes all, some or none of them', async () => {
  const takeOne = async ({ weights }: CachedModel): Promise<boolean> => {
    for await (const { name } of weights) return name === ''; // leaves after the first
    return true;
  };
  const puts: WeightCache['put'][] = [
    mapCache(new Map()).put,
    (_, model) => takeOne(model),
    () => Promise.resolve(false),
    () => Promise.reject(new Error('full')),
  ];
  for (const put of puts) {
    const { events, options } = recorder();
    expect(await load({ ...mapCache(new Map()), put }, options)).toBe(false);
    expect(events).toEqual(['model', ...NAMES]);
  }
});

async function* breaking(weights: readonly PackedWeight[]): AsyncGenerator<PackedWeight> {
  yield* weights.slice(0, 1);
  await Promise.reject(new Error('damaged'));
}

test.each<[string, (weights: readonly PackedWeight[]) => CachedModel['weights'], string[]]>([
  ['ends early', (weights) => weights.slice(0, 1), ['first']],
  ['mixes them up', (weights) => weights.toReversed(), ['second']],
  ['breaks', breaking, ['first']],
  ['has too many', (weights) => [...weights, ...weights], ['first', 'second', 'first']],
])('where a cache %s the model is told anew, and the checkpoint gives all weights', async (_, spoil, seen) => {
  const kept = new Map<string, Whole>();
  await load(mapCache(kept));
  const { note, weights } = kept.get(await keyOf()) ?? EMPTY;
  const { events, options } = recorder();
  const get: WeightCache['get'] = () => Promise.resolve({ note, weights: spoil(weights) });
  expect(await load({ ...mapCache(kept), get }, options)).toBe(false);
  expect(events).toEqual(['model', ...seen, 'model', ...NAMES]);
  expect(await load(mapCache(kept), recorder().options)).toBe(true);
});

/** A weight in two pieces, of which the second has the bias. */
const halved = ({ weight, bias, ...rest }: PackedWeight): [PackedWeight, PackedWeight] => [
  { ...rest, weight: weight.slice(0, 32), bias: new ArrayBuffer(0), piece: { from: 0, of: 64 } },
  { ...rest, weight: weight.slice(32), bias, piece: { from: 32, of: 64 } },
];

test.each<[string, boolean, (pieces: readonly PackedWeight[]) => PackedWeight[]]>([
  ['in their order serve', true, (pieces) => [...pieces]],
  ['that lack the first do not', false, (pieces) => pieces.slice(1)],
  ['that lack one in the middle do not', false, ([first, , ...others]) => (first ? [first, ...others] : others)],
  ['that lack the last do not', false, (pieces) => pieces.slice(0, -1)],
  ['that come twice do not', false, ([first, ...others]) => (first ? [first, first, ...others] : others)],
])("a cache's pieces %s", async (_, serve, spoil) => {
  const kept = new Map<string, Whole>();
  await load(mapCache(kept));
  const { note, weights } = kept.get(await keyOf()) ?? EMPTY;
  const get: WeightCache['get'] = () => Promise.resolve({ note, weights: spoil(weights.flatMap(halved)) });
  expect(await load({ ...mapCache(kept), get })).toBe(serve);
});

test('a weight that cannot be handed over ends the load with its error, and nothing is kept', async () => {
  const refused = new Error('no room');
  const onWeight = ({ name }: PackedWeight): Promise<void> =>
    name === 'second' ? Promise.reject(refused) : Promise.resolve();
  const kept = new Map<string, Whole>();
  await expect(load(mapCache(kept), { onWeight })).rejects.toBe(refused);
  expect(kept.size).toBe(0);
  await load(mapCache(kept));
  await expect(load(mapCache(kept), { onWeight })).rejects.toBe(refused);
});

test("an abort midway ends the load with the signal's reason, and the next one works", async () => {
  const kept = new Map<string, Whole>();
  for (const isKept of [false, true]) {
    const controller = new AbortController();
    const reason = new Error('enough');
    const onWeight = (): Promise<void> => Promise.resolve(controller.abort(reason));
    await expect(load(mapCache(kept), { signal: controller.signal, onWeight })).rejects.toBe(reason);
    expect(kept.size).toBe(isKept ? 1 : 0);
    expect(await load(mapCache(kept))).toBe(isKept);
  }
});

describe('a cache that is no use costs nothing but time', () => {
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
  ])('one that %s', async (_, faults) => {
    const older = (await keyOf()).replace(/-v\d+-/, '-v0-');
    const cache = { ...mapCache(new Map([[older, EMPTY]])), ...faults } as WeightCache;
    const { events, options } = recorder();
    const loading = load(cache, options);
    await secondsPass(loading);
    expect(await loading).toBe(false);
    expect(events).toEqual(['model', ...NAMES]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each<[string, (weights: readonly PackedWeight[]) => unknown]>([
    ['that are null', () => [null]],
    ['that are missing', () => undefined],
    ['without buffers', ([first]) => [{ ...first, weight: 'x' }]],
    ['at no place', ([first]) => [{ ...first, piece: { from: 'a' } }]],
    ['that never come', () => ({ [Symbol.asyncIterator]: () => ({ next: never }) })],
  ])('one with weights %s: the GPU gets none of them', async (_, spoil) => {
    const kept = new Map<string, Whole>();
    await load(mapCache(kept));
    const { note, weights } = kept.get(await keyOf()) ?? EMPTY;
    const { events, options } = recorder();
    const get = (): Promise<CachedModel> => Promise.resolve({ note, weights: spoil(weights) as PackedWeight[] });
    const loading = load({ ...mapCache(kept), get }, options);
    await secondsPass(loading);
    expect(await loading).toBe(false);
    expect(events).toEqual(['model', 'model', ...NAMES]);
  });
});

test("a note of another shape, as another version's, is none, and the next load writes a right one", async () => {
  for (const spoil of ['{"model":5}', 'null', '{', '', '{"model":"tiny","storage":"f32","layouts":"x"}']) {
    const kept = new Map<string, Whole>();
    await load(mapCache(kept));
    const key = await keyOf();
    kept.set(key, { ...(kept.get(key) ?? EMPTY), note: spoil });
    expect(await load(mapCache(kept))).toBe(false);
    expect(await load(mapCache(kept))).toBe(true);
  }
});

test('a stream that turns out not to be needed is let go', async () => {
  const kept = new Map<string, Whole>();
  await load(mapCache(kept));
  const cancel = vi.fn<() => void>();
  const input = new ReadableStream<Uint8Array>({ cancel });
  const onWeight = (): Promise<void> => Promise.resolve();
  const functions = { identify: () => 'tiny', restore: () => 'tiny', onModel: () => DEMAND, onWeight };
  const options = { asked: 'this', cache: mapCache(kept), ...functions };
  expect((await loadWeights({ input, identity: 'source' }, options)).fromCache).toBe(true);
  expect(cancel).toHaveBeenCalledOnce();
});

test('a file that is not what its name says is used, with a note, and not kept, unless its digest is given', async () => {
  const file = new File([new Uint8Array(checkpoint())], 'tiny-12345678.safetensors');
  const sha256 = createHash('sha256').update(checkpoint()).digest('hex');
  const kept = new Map<string, Whole>();
  const notes: string[] = [];
  const functions = {
    identify: (facts: CheckpointFacts) => (notes.push(...facts.notes), 'tiny'),
    restore: () => 'tiny',
    onModel: () => DEMAND,
    onWeight: () => Promise.resolve(),
  };
  const options = { asked: 'this', cache: mapCache(kept), ...functions };
  await loadWeights({ input: file, identity: 'source' }, options);
  expect(notes).toEqual([expect.stringMatching(/^"tiny-12345678.safetensors" names the SHA-256 12345678.../)]);
  expect(kept.size).toBe(0);
  await loadWeights({ input: file, identity: sha256, sha256 }, options);
  expect(notes).toHaveLength(1);
  expect(kept.size).toBe(1);
});
