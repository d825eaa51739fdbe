/**
 * Loads the weights of a model: from the cache if it has them, else from the checkpoint. A load is a stream of events.
 */
import { Pauses } from '../core/pauses';
import type { Storage } from '../core/storage';
import type { PackedWeight, Parameter, WeightRequest } from '../core/weights';
import type { WeightCache } from './cache/cache';
import { Keeper } from './cache/keeper';
import { cacheKey, isOutdated, layoutDigest } from './cache/key';
import { readNote, writeNote } from './cache/note';
import type { CachedModel } from './cache/records';
import { RollCall } from './cache/rollCall';
import { reasonNotToKeep, refusalOf } from './cache/refusal';
import { answerOf, upToDamage } from './cache/trust';
import { type Checkpoint, type CheckpointFacts, openCheckpoint } from './checkpoint';
import { discard, type DownloadProgress } from './fetching/download';
import { eventsOf } from './fetching/events';
import { packAll } from './packing/packAll';
import { packedBytes } from './packing/packedBytes';
import { storageFor } from './packing/storages';
import { matchParameters, type StateDict, withoutTensors } from './stateDict';

/** What a plan of the model asks for. */
export interface Demand {
  /** The model's name, for messages. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Tensors of the checkpoint that this model leaves out, such as another head's. */
  readonly unused?: readonly string[];
  readonly requests: readonly WeightRequest[];
}

export interface LoadOptions<Model, D extends Demand> {
  /** What the caller said about the model, in JSON: with another wish the same checkpoint may be another model. */
  readonly asked: string;
  /** Decides which model a checkpoint is. The answer is kept in the cache as JSON. */
  readonly identify: (facts: CheckpointFacts) => Model | Promise<Model>;
  /** The answer of `identify` from the parsed JSON in a cache; undefined for anything else. */
  readonly restore: (kept: unknown) => Model | undefined;
  /** Plans a model. Called once for the cache's model and once for the checkpoint's, where each is there. */
  readonly demand: (model: Model, storage: Storage) => D;
  /** How weights are kept; by default f16 if the checkpoint's weights are f16, else f32. */
  readonly storage?: Storage | undefined;
  readonly cache?: WeightCache | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A model that is known, as `demand` planned it. */
interface Known<D> {
  readonly demand: D;
  readonly storage: Storage;
}

/**
 * What happens in a load, in this order: downloads; a model that is known; its weights; `done`. Where a cache turns out
 * to be damaged, `void` comes in place of `done`, and then the same again from the checkpoint.
 */
export type LoadEvent<D> =
  /** Bytes of the checkpoint that have come in. They begin anew where a download that broke off is tried again. */
  | ({ readonly kind: 'download' } & DownloadProgress)
  | ({ readonly kind: 'known' } & Known<D>)
  /** A weight, or a piece of one, valid until the next event is asked for; `total` counts weights, pieces not. */
  | { readonly kind: 'weight'; readonly weight: PackedWeight; readonly total: number }
  /** The model that was known, and all of its weights that came, are of a damaged cache: they are to be thrown away. */
  | { readonly kind: 'void' }
  /** All weights have come. A cache keeps them once the next event is asked for, and not if the reader leaves instead. */
  | ({ readonly kind: 'done'; readonly fromCache: boolean } & Known<D>)
  /** The last event of a load whose weights no cache keeps, with the reason in one sentence. */
  | { readonly kind: 'not kept'; readonly reason: string };

type Events<D, Result = void> = AsyncGenerator<LoadEvent<D>, Result, undefined>;

/**
 * Loads all weights of a model, none of which stays in memory. Throws a WeightsError, the signal's reason, or what the
 * functions in `options` throw. The cache then holds nothing of the load, nor does it where the reader leaves early.
 */
export async function* loadWeights<Model, D extends Demand>(
  checkpoint: Checkpoint,
  options: LoadOptions<Model, D>,
): Events<D> {
  const { identity, input } = checkpoint;
  const { asked, storage = 'auto' } = options;
  const key = identity === undefined ? undefined : await cacheKey({ source: identity, storage, asked });
  const cached = key === undefined ? undefined : await findCached(key, options);
  if (cached) {
    const { known, weights } = cached;
    yield { kind: 'known', ...known };
    if (yield* cachedWeights(weights, known.demand.requests, options)) {
      discard(input);
      yield { kind: 'done', fromCache: true, ...known };
      return;
    }
    yield { kind: 'void' };
  }
  yield* loadCheckpoint(checkpoint, key, options);
}

/** A model in a cache whose weights are laid out as its plan asks for. */
interface Cached<D> {
  readonly known: Known<D>;
  readonly weights: CachedModel['weights'];
}

async function findCached<Model, D extends Demand>(
  key: string,
  { cache, restore, demand: demandOf }: LoadOptions<Model, D>,
): Promise<Cached<D> | undefined> {
  const kept = await askCache(cache, key);
  const note = kept && (await readNote(kept.note, restore));
  if (!kept || !note) return undefined;
  const { model, storage, layouts } = note;
  const pauses = new Pauses();
  const demand = demandOf(model, storage);
  await pauses.due();
  if (layouts !== (await layoutDigest(demand.requests))) return undefined;
  return { known: { demand, storage }, weights: kept.weights };
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

async function* loadCheckpoint<Model, D extends Demand>(
  checkpoint: Checkpoint,
  key: string | undefined,
  options: LoadOptions<Model, D>,
): Events<D> {
  const { cache, signal } = options;
  const isKept = key !== undefined && cache !== undefined;
  const { facts, isDoubted, close } = yield* eventsOf(signal, (tell: (event: LoadEvent<D>) => void, until) => {
    const onProgress = (progress: DownloadProgress): void => tell({ kind: 'download', ...progress });
    return openCheckpoint(checkpoint, { signal: until, isKept, onProgress });
  });
  const pauses = new Pauses(); // each of the steps below may take a deep model some twenty milliseconds
  const model = await options.identify(facts);
  const storage = options.storage ?? storageOf(facts.stateDict);
  await pauses.due();
  signal?.throwIfAborted();
  const demand = options.demand(model, storage);
  yield { kind: 'known', demand, storage };
  await pauses.due();
  const { name, parameters, requests, unused } = demand;
  matchParameters(withoutTensors(facts.stateDict, unused), parameters, name);

  const weights = packAll(requests, facts.stateDict, { signal });
  const done: LoadEvent<D> = { kind: 'done', fromCache: false, demand, storage };
  if (key === undefined || !cache || isDoubted) {
    yield* handedOver(weights, requests.length, options);
    yield done;
    yield { kind: 'not kept', reason: reasonNotToKeep({ key, cache }) };
  } else {
    const note = await writeNote({ model, storage, layouts: await layoutDigest(requests) });
    const bytes = requests.reduce((sum, request) => sum + packedBytes(request), 0);
    const keeper = new Keeper((packed) => cache.put(key, { note, bytes, weights: packed }));
    try {
      yield* handedOver(weights, requests.length, options, keeper);
      yield done;
      // What is outdated and stays, a later load deletes.
      if (await keeper.end()) await answerOf(deleteOutdated(cache, key)).catch(() => undefined);
      else yield { kind: 'not kept', reason: refusalOf(cache, key) };
    } catch (error) {
      await keeper.fail(error);
      throw error;
    } finally {
      await keeper.fail(new Error('the load was left before its end'));
    }
  }
  close();
}

/** Weights as events; after its reader, the cache has each of them. */
async function* handedOver(
  weights: AsyncIterable<PackedWeight>,
  total: number,
  { signal }: { readonly signal?: AbortSignal | undefined },
  keeper?: Keeper,
): Events<never> {
  for await (const weight of weights) {
    signal?.throwIfAborted();
    yield { kind: 'weight', weight, total };
    await keeper?.keep(weight);
  }
}

/** Deletes what other versions of this library packed from the same source: nobody else would. */
async function deleteOutdated(cache: WeightCache, current: string): Promise<void> {
  const entries = await cache.list();
  await Promise.all(entries.filter(({ key }) => isOutdated(key, current)).map(({ key }) => cache.delete(key)));
}

/** As every matrix of the checkpoint is; biases and batch norms may be f32 all the same. */
const storageOf = (stateDict: StateDict): Storage =>
  storageFor([...stateDict.values()].filter(({ shape }) => shape.length > 1).map(({ dtype }) => dtype));
