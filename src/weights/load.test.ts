import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import type { PackedWeight } from '../core/weights';
import {
  checkpoint,
  EMPTY,
  keyOf,
  load,
  mapCache,
  NAMES,
  readLoad,
  recorder,
  TINY,
  type Whole,
} from '../testing/loading/tinyLoad';
import type { WeightCache } from './cache/cache';
import type { CachedModel } from './cache/records';
import type { CheckpointFacts } from './checkpoint';
import { type Demand, type LoadEvent, loadWeights } from './load';

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
    const { events, take } = recorder();
    expect(await load({ ...mapCache(new Map()), put }, take)).toBe(false);
    expect(events).toEqual(['known', ...NAMES, 'done']);
  }
});

/** The reasons that a load gives why its weights are not kept. */
async function reasonsOf(events: AsyncIterable<LoadEvent<Demand>>): Promise<string[]> {
  const reasons: string[] = [];
  await readLoad(events, (event) => {
    if (event.kind === 'not kept') reasons.push(event.reason);
  });
  return reasons;
}

test('why weights are not kept is the last event; where they are, there is none', async () => {
  const input = checkpoint();
  const identity = 'source';
  const refusing = { ...mapCache(new Map()), put: () => Promise.resolve(false) };
  const reason = 'there is no space';
  const throwing = (): never => {
    throw new Error('boom');
  };
  const silent = 'the cache could not store them, or took too long';
  const cases: [Parameters<typeof loadWeights>[0], WeightCache | undefined, string[]][] = [
    [{ input, identity }, mapCache(new Map()), []],
    [{ input, identity }, { ...refusing, refusal: () => reason }, [reason]],
    [{ input, identity }, refusing, [silent]],
    [{ input, identity }, { ...refusing, refusal: throwing }, [silent]],
    [{ input, identity }, undefined, ['the option `cache` is false']],
    [{ input }, mapCache(new Map()), ['nothing names these weights; give their `sha256`, or their URL as `weights`']],
    [
      { input: new File([new Uint8Array(input)], 'tiny-12345678.safetensors'), identity },
      mapCache(new Map()),
      ['the file is not what its name or its size says; `assumed` tells more'],
    ],
  ];
  for (const [from, cache, reasons] of cases)
    expect(await reasonsOf(loadWeights(from, { ...TINY, cache }))).toEqual(reasons);
});

test('a cache is told the bytes of all weights before the first comes', async () => {
  const kept = new Map<string, Whole>();
  let told: number | undefined;
  const cache = mapCache(kept);
  const put: WeightCache['put'] = (key, model) => {
    told = model.bytes;
    return cache.put(key, model);
  };
  await load({ ...cache, put });
  const [model] = kept.values();
  const bytes = model?.weights.reduce((sum, { weight, bias }) => sum + weight.byteLength + bias.byteLength, 0);
  expect(told).toBe(bytes);
});

test('what has come of the checkpoint is told before its model is known', async () => {
  const events: LoadEvent<Demand>[] = [];
  await load(mapCache(new Map()), (event) => void events.push(event));
  const { byteLength } = checkpoint();
  expect(events[0]).toEqual({ kind: 'download', loaded: byteLength, total: byteLength });
  expect(events.map(({ kind }) => kind)).toEqual(['download', 'known', 'weight', 'weight', 'done']);
});

async function* breaking(weights: readonly PackedWeight[]): AsyncGenerator<PackedWeight> {
  yield* weights.slice(0, 1);
  await Promise.reject(new Error('damaged'));
}

function only<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is no weight');
  return value;
}

test.each<[string, (weights: readonly PackedWeight[]) => CachedModel['weights'], string[]]>([
  ['ends early', (weights) => weights.slice(0, 1), ['first']],
  ['mixes them up', (weights) => weights.toReversed(), []],
  ['breaks', breaking, ['first']],
  ['has too many', (weights) => [...weights, ...weights], ['first', 'second']],
  ['has a short weight', ([first, ...others]) => [{ ...only(first), weight: new ArrayBuffer(48) }, ...others], []],
  ['has a long weight', ([first, ...others]) => [{ ...only(first), weight: new ArrayBuffer(80) }, ...others], []],
  [
    'has a short bias',
    ([first, ...others]) => [only(first), { ...only(others[0]), bias: new ArrayBuffer(0) }],
    ['first'],
  ],
  ['has another storage', ([first, ...others]) => [{ ...only(first), storage: 'f16' }, ...others], []],
])('where a cache %s its weights are void, and the checkpoint gives all weights', async (_, spoil, seen) => {
  const kept = new Map<string, Whole>();
  await load(mapCache(kept));
  const { note, weights } = kept.get(await keyOf()) ?? EMPTY;
  const { events, take } = recorder();
  const get: WeightCache['get'] = () => Promise.resolve({ note, weights: spoil(weights) });
  expect(await load({ ...mapCache(kept), get }, take)).toBe(false);
  expect(events).toEqual(['known', ...seen, 'void', 'known', ...NAMES, 'done']);
  expect(await load(mapCache(kept))).toBe(true);
});

test('weights of a cache that are laid out for another plan are not handed over', async () => {
  const kept = new Map<string, Whole>();
  const cache = mapCache(kept);
  await load(cache);
  const { requests, ...demand } = TINY.demand('tiny', 'f32');
  const other = { ...TINY, cache, demand: () => ({ ...demand, requests: requests.toReversed() }) };
  const { events, take } = recorder();
  expect(await readLoad(loadWeights({ input: checkpoint(), identity: 'source' }, other), take)).toBe(false);
  expect(events).toEqual(['known', ...NAMES.toReversed(), 'done']);
});

/** A weight in two pieces, of which the second has the bias. */
const halved = ({ weight, bias, ...rest }: PackedWeight): [PackedWeight, PackedWeight] => [
  { ...rest, weight: weight.slice(0, 32), bias: new ArrayBuffer(0), piece: { from: 0, of: 64 } },
  { ...rest, weight: weight.slice(32), bias, piece: { from: 32, of: 64 } },
];

const at = ({ piece }: PackedWeight): { from: number; of: number } => only(piece);
const EMPTY_PIECE = { weight: new ArrayBuffer(0), bias: new ArrayBuffer(0) };

test.each<[string, boolean, (pieces: readonly PackedWeight[]) => PackedWeight[]]>([
  ['in their order serve', true, (pieces) => [...pieces]],
  ['that lack the first do not', false, (pieces) => pieces.slice(1)],
  ['that lack one in the middle do not', false, ([first, , ...others]) => (first ? [first, ...others] : others)],
  ['that lack the last do not', false, (pieces) => pieces.slice(0, -1)],
  ['that come twice do not', false, ([first, ...others]) => (first ? [first, first, ...others] : others)],
  ['of a longer weight do not', false, (pieces) => pieces.map((each) => ({ ...each, piece: { ...at(each), of: 96 } }))],
  [
    'that reach over the end do not',
    false,
    (pieces) => pieces.map((each) => ({ ...each, weight: new ArrayBuffer(48) })),
  ],
  [
    'that bring a bias too early do not',
    false,
    (pieces) => pieces.map((each) => ({ ...each, bias: new ArrayBuffer(16) })),
  ],
  ['of no bytes do not', false, (pieces) => pieces.flatMap((each) => [{ ...each, ...EMPTY_PIECE }, each])],
])("a cache's pieces %s", async (_, serve, spoil) => {
  const kept = new Map<string, Whole>();
  await load(mapCache(kept));
  const { note, weights } = kept.get(await keyOf()) ?? EMPTY;
  const get: WeightCache['get'] = () => Promise.resolve({ note, weights: spoil(weights.flatMap(halved)) });
  expect(await load({ ...mapCache(kept), get })).toBe(serve);
});

test('a weight that cannot be handed over ends the load with its error, and nothing is kept', async () => {
  const refused = new Error('no room');
  const take = (event: LoadEvent<Demand>): void => {
    if (event.kind === 'weight' && event.weight.name === 'second') throw refused;
  };
  const kept = new Map<string, Whole>();
  await expect(load(mapCache(kept), take)).rejects.toBe(refused);
  expect(kept.size).toBe(0);
  await load(mapCache(kept));
  await expect(load(mapCache(kept), take)).rejects.toBe(refused);
});

test('a reader that leaves when all weights have come, as one that could not use the last, makes a cache keep none', async () => {
  const refused = new Error('no room');
  const take = ({ kind }: LoadEvent<Demand>): void => {
    if (kind === 'done') throw refused;
  };
  const kept = new Map<string, Whole>();
  await expect(load(mapCache(kept), take)).rejects.toBe(refused);
  expect(kept.size).toBe(0);
});

test('a cache is told why a load failed, and the load ends when it has cleaned up', async () => {
  const reason = new Error('enough');
  const controller = new AbortController();
  let told: unknown;
  let isClean = false;
  const put: WeightCache['put'] = async (_, { weights }) => {
    try {
      for await (const { name } of weights) expect(name).toBe('first');
    } catch (error) {
      told = error;
      await new Promise((resolve) => setTimeout(resolve, 50));
      isClean = true;
    }
    return false;
  };
  const take = ({ kind }: LoadEvent<Demand>): void => {
    if (kind === 'weight') controller.abort(reason);
  };
  await expect(load({ ...mapCache(new Map()), put }, take, controller.signal)).rejects.toBe(reason);
  expect([told, isClean]).toEqual([reason, true]);
});

test("an abort midway ends the load with the signal's reason, and the next one works", async () => {
  const kept = new Map<string, Whole>();
  for (const isKept of [false, true]) {
    const controller = new AbortController();
    const reason = new Error('enough');
    const take = ({ kind }: LoadEvent<Demand>): void => {
      if (kind === 'weight') controller.abort(reason);
    };
    await expect(load(mapCache(kept), take, controller.signal)).rejects.toBe(reason);
    expect(kept.size).toBe(isKept ? 1 : 0);
    expect(await load(mapCache(kept))).toBe(isKept);
  }
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
  const events = loadWeights({ input, identity: 'source' }, { ...TINY, cache: mapCache(kept) });
  expect(await readLoad(events)).toBe(true);
  expect(cancel).toHaveBeenCalledOnce();
});

test('a file that is not what its name says is used, with a note, and not kept, unless its digest is given', async () => {
  const file = new File([new Uint8Array(checkpoint())], 'tiny-12345678.safetensors');
  const sha256 = createHash('sha256').update(checkpoint()).digest('hex');
  const kept = new Map<string, Whole>();
  const notes: string[] = [];
  const identify = (facts: CheckpointFacts): string => (notes.push(...facts.notes), 'tiny');
  const options = { ...TINY, cache: mapCache(kept), identify };
  await readLoad(loadWeights({ input: file, identity: 'source' }, options));
  expect(notes).toEqual([expect.stringMatching(/^"tiny-12345678.safetensors" names the SHA-256 12345678.../)]);
  expect(kept.size).toBe(0);
  await readLoad(loadWeights({ input: file, identity: sha256, sha256 }, options));
  expect(notes).toHaveLength(1);
  expect(kept.size).toBe(1);
});
