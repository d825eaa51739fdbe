/**
 * The weights of a model as a cache has them, and whether their files are still the same.
 */
import { Pauses } from '../../core/pauses';
import type { WeightRequest } from '../../core/weights';
import type { WeightCache } from '../cache/cache';
import { layoutDigest } from '../cache/key';
import { type Note, readNote, writeNote } from '../cache/note';
import type { CachedModel } from '../cache/records';
import { RollCall } from '../cache/rollCall';
import { answerOf, upToDamage } from '../cache/trust';
import type { Checkpoint } from '../checkpoint';
import { carrierOf } from '../fetching/carrier';
import type { NamedVersion } from '../fetching/http/version';
import type { Demand, Events, Known, LoadOptions } from '../loadEvents';
import type { Freshness, freshnessOf, KnownVersions } from './freshness';

/** A model in a cache whose weights are laid out as its plan asks for. */
interface Cached<Model, D> {
  readonly known: Known<D>;
  readonly note: Note<Model>;
  /** The note as the cache has it. */
  readonly text: string;
  readonly weights: CachedModel['weights'];
}

/** A model whose weights came from a cache, all of them. */
export interface Found<Model, D> extends Omit<Cached<Model, D>, 'weights'> {
  readonly freshness: Freshness;
}

/** The answer about files that their digest names, and about a model that is opened again. */
const SURELY_CURRENT: Freshness = { isCurrent: true, told: [] };

/** The weights of a cache as events; undefined where it has none, or where they are void. */
export async function* fromCache<Model, D extends Demand>(
  key: string,
  { input, sha256 }: Checkpoint,
  options: LoadOptions<Model, D>,
): Events<D, Found<Model, D> | undefined> {
  const cached = await findCached(key, options);
  if (!cached) return undefined;
  const { weights, ...found } = cached;
  const { isAgain, signal } = options;
  const isAsked = sha256 === undefined && !isAgain && carrierOf(input)?.kind === 'url';
  // The server is asked while the weights are read, so that a start waits for it as little as can be.
  const asking = isAsked ? askOf(String(input), found.note, signal) : SURELY_CURRENT;
  yield { kind: 'known', ...found.known };
  if (yield* cachedWeights(weights, found.known.demand.requests, options)) return { ...found, freshness: await asking };
  yield { kind: 'void' };
  return undefined;
}

const askOf = async (...given: Parameters<typeof freshnessOf>): Promise<Freshness> =>
  (await import('./freshness')).freshnessOf(...given);

/** Versions whose download would bring nothing new. Of several files each would have to be the same. */
export function knownIn({ versions = [], refused = [] }: KnownVersions): readonly NamedVersion[] {
  return [versions, refused].flatMap((each) => (each.length === 1 ? each : []));
}

/** Writes down what was learnt of a model's files; a cache that cannot keep it costs the same questions again. */
export async function remember<Model, D>(
  cache: WeightCache | undefined,
  key: string,
  { note, text }: Found<Model, D>,
  learnt: KnownVersions,
): Promise<void> {
  try {
    const changed = await writeNote({ ...note, ...learnt });
    await answerOf((async () => cache?.replaceNote?.(key, text, changed))());
  } catch {
    // as if it had not been learnt
  }
}

async function findCached<Model, D extends Demand>(
  key: string,
  { cache, restore, demand: demandOf }: LoadOptions<Model, D>,
): Promise<Cached<Model, D> | undefined> {
  const kept = await askCache(cache, key);
  const note = kept && (await readNote(kept.note, restore));
  if (!kept || !note) return undefined;
  const { model, storage, layouts } = note;
  const pauses = new Pauses();
  const demand = demandOf(model, storage);
  await pauses.due();
  if (layouts !== (await layoutDigest(demand.requests))) return undefined;
  return { known: { demand, storage }, note, text: kept.note, weights: kept.weights };
}

/** What a cache has under a key, if it says so in time. Without it everything works, only slower. */
async function askCache(cache: WeightCache | undefined, key: string): Promise<CachedModel | undefined> {
  try {
    const kept: unknown = await answerOf((async () => cache?.get(key))()); // a caller's may throw at once
    return typeof kept === 'object' && kept !== null ? (kept as CachedModel) : undefined;
  } catch {
    return undefined;
  }
}

/** The weights of a cache. Whether they were all that was asked for, and nothing else. */
async function* cachedWeights(
  weights: CachedModel['weights'],
  requests: readonly WeightRequest[],
  { signal }: { readonly signal?: AbortSignal | undefined },
): Events<never, boolean> {
  const roll = new RollCall(requests);
  for await (const weight of upToDamage(weights)) {
    signal?.throwIfAborted();
    if (!roll.isNext(weight)) return false;
    yield { kind: 'weight', weight, total: requests.length };
  }
  return roll.isWhole;
}
