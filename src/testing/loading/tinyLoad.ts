/**
 * Loads of a checkpoint with one weight, which a plan asks for under two names, and a cache of Map's kind for them.
 */
import type { PackedWeight, WeightRequest } from '../../core/weights';
import type { WeightCache } from '../../weights/cache/cache';
import { cacheKey } from '../../weights/cache/key';
import { type Demand, type LoadEvent, type LoadOptions, loadWeights } from '../../weights/load';

export const NAMES = ['first', 'second'];

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
export function checkpoint(): Uint8Array {
  const header = JSON.stringify({ 'fc.weight': { dtype: 'F32', shape: [4, 4], data_offsets: [0, 64] } });
  const file = new Uint8Array(8 + header.length + 64);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(new TextEncoder().encode(header), 8);
  return file;
}

/** A model as a `mapCache` keeps it. */
export interface Whole {
  readonly note: string;
  readonly weights: readonly PackedWeight[];
}

export const EMPTY: Whole = { note: '', weights: [] };

export function mapCache(kept: Map<string, Whole>): WeightCache {
  return {
    get: (key) => Promise.resolve(kept.get(key)),
    put: async (key, { note, weights }) => {
      const all: PackedWeight[] = [];
      for await (const weight of weights) all.push(structuredClone(weight)); // it is freed afterwards
      return Boolean(kept.set(key, { note, weights: all }));
    },
    replaceNote: async (key, old, note) => {
      const model = kept.get(key);
      if (model?.note === old) kept.set(key, { ...model, note });
    },
    list: () => Promise.resolve([...kept.keys()].map((key) => ({ key, bytes: 0 }))),
    delete: (key) => Promise.resolve(void kept.delete(key)),
    clear: () => Promise.resolve(kept.clear()),
  };
}

/** Under which a load of `checkpoint()` is kept. */
export const keyOf = (asked = 'this'): Promise<string> => cacheKey({ source: 'source', storage: 'auto', asked });

export const TINY: LoadOptions<string, Demand> = {
  asked: 'this',
  identify: () => 'tiny',
  restore: (kept) => (kept === 'tiny' ? kept : undefined),
  demand: () => DEMAND,
};

type Event = LoadEvent<Demand>;

/** Reads a load to its end. Whether its weights were the cache's; `take` gets each event, and ends the load by throwing. */
export async function readLoad(
  events: AsyncIterable<Event>,
  take: (event: Event) => void | Promise<void> = () => undefined,
): Promise<boolean> {
  let fromCache: boolean | undefined;
  for await (const event of events) {
    if (event.kind === 'done') ({ fromCache } = event);
    await take(event);
  }
  if (fromCache === undefined) throw new Error('the load ended without its last event');
  return fromCache;
}

/** A load of `checkpoint()`, read to its end. Whether its weights were the cache's. */
export const load = (
  cache: WeightCache,
  take?: (event: Event) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<boolean> =>
  readLoad(loadWeights({ input: checkpoint(), identity: 'source' }, { ...TINY, cache, signal }), take);

/** Collects the events of a load up to `done`, but downloads: their kinds, and weights by their names. */
export function recorder(): { readonly events: string[]; readonly take: (event: Event) => void } {
  const events: string[] = [];
  const take = (event: Event): void => {
    if (event.kind !== 'download' && event.kind !== 'not kept')
      events.push(event.kind === 'weight' ? event.weight.name : event.kind);
  };
  return { events, take };
}
