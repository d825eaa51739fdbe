/**
 * Loads the weights of a model: from the cache if it has them, else from the checkpoint. A load is a stream of events.
 */
import { Pauses } from '../core/pauses';
import type { Storage } from '../core/storage';
import type { PackedWeight, WeightRequest } from '../core/weights';
import type { WeightCache } from './cache/cache';
import { Keeper } from './cache/keeper';
import { cacheKey, isOutdated, layoutDigest } from './cache/key';
import { type Note, readNote, writeNote } from './cache/note';
import type { CachedModel } from './cache/records';
import { RollCall } from './cache/rollCall';
import { reasonNotToKeep, refusalOf } from './cache/refusal';
import { answerOf, upToDamage } from './cache/trust';
import { type Checkpoint, isAway, isSpoilt, openCheckpoint, type OpenCheckpoint } from './checkpoint';
import { discard, type DownloadProgress } from './fetching/download';
import { eventsOf } from './fetching/events';
import { hasChanged } from './fetching/http/changed';
import { takeTurn, type Turn } from './fetching/turn';
import type { Demand, Events, Known, LoadEvent, LoadOptions } from './loadEvents';
import { packAll } from './packing/packAll';
import { packedBytes } from './packing/packedBytes';
import { storageFor } from './packing/storages';
import { matchParameters, type StateDict, withoutTensors } from './stateDict';

export type { Demand, LoadEvent, LoadOptions };

/**
 * Loads all weights of a model, none of which stays in memory. Throws a WeightsError, the signal's reason, or what the
 * functions in `options` throw. The cache then holds nothing of the load, nor does it where the reader leaves early.
 * While another tab or worker loads the same file, it is waited for, and its downloads are told as one's own.
 */
export async function* loadWeights<Model, D extends Demand>(
  checkpoint: Checkpoint,
  options: LoadOptions<Model, D>,
): Events<D> {
  const { identity, input } = checkpoint;
  const { asked, storage = 'auto', cache, signal } = options;
  const key = identity === undefined || !cache ? undefined : await cacheKey({ source: identity, storage, asked });
  let turn: Turn | undefined;
  try {
    for (;;) {
      const found = key === undefined ? undefined : yield* fromCache(key, checkpoint, options);
      if (found?.isCurrent) {
        discard(input);
        yield { kind: 'done', fromCache: true, sha256: found.sha256, ...found.known };
        return;
      }
      if (identity !== undefined && cache && !turn) {
        turn = yield* turnAt(identity, signal);
        if (turn.hasWaited) {
          if (found) yield { kind: 'void' };
          continue; // the other one may have left the weights in the cache
        }
      }
      yield* loadCheckpoint(checkpoint, key, options, { turn, old: found });
      return;
    }
  } finally {
    turn?.end();
  }
}

const turnAt = (identity: string, signal: AbortSignal | undefined): Events<never, Turn> =>
  eventsOf(
    signal,
    (tell: (event: LoadEvent<never>) => void, until) =>
      takeTurn(identity, { signal: until, onProgress: (progress) => tell({ kind: 'download', ...progress }) }),
    (turn) => turn.end(),
  );

/** A model whose weights came from a cache, all of them. */
interface Found<D> extends Pick<Note<unknown>, 'sha256'> {
  readonly known: Known<D>;
  /** Whether the file at its URL is still the one that the weights are of, as far as anybody knows. */
  readonly isCurrent: boolean;
}

/** The weights of a cache as events; undefined where it has none, or where they are void. */
async function* fromCache<Model, D extends Demand>(
  key: string,
  { input }: Checkpoint,
  options: LoadOptions<Model, D>,
): Events<D, Found<D> | undefined> {
  const cached = await findCached(key, options);
  if (!cached) return undefined;
  const { known, weights, version, sha256 } = cached;
  // The server is asked while the weights are read, so that a start waits for it as little as can be.
  const changing = version && !options.isAgain ? hasChanged(String(input), version, options.signal) : undefined;
  yield { kind: 'known', ...known };
  if (yield* cachedWeights(weights, known.demand.requests, options))
    return { known, sha256, isCurrent: !(await changing) };
  yield { kind: 'void' };
  return undefined;
}

/** A model in a cache whose weights are laid out as its plan asks for. */
interface Cached<D> extends Pick<Note<unknown>, 'version' | 'sha256'> {
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
  const { model, storage, layouts, version, sha256 } = note;
  const pauses = new Pauses();
  const demand = demandOf(model, storage);
  await pauses.due();
  if (layouts !== (await layoutDigest(demand.requests))) return undefined;
  return { known: { demand, storage }, weights: kept.weights, version, sha256 };
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

interface Around<D> {
  /** Who waits for a turn hears how far the load is. */
  readonly turn: Turn | undefined;
  /** A model of the cache whose file was changed at its URL: where the new file does not come, it serves. */
  readonly old: Found<D> | undefined;
}

async function* loadCheckpoint<Model, D extends Demand>(
  checkpoint: Checkpoint,
  key: string | undefined,
  options: LoadOptions<Model, D>,
  { turn, old }: Around<D>,
): Events<D> {
  let open: OpenCheckpoint;
  try {
    open = yield* opened(checkpoint, key !== undefined, options.signal, turn);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!old || !isAway(error)) throw error;
    yield { kind: 'done', fromCache: true, sha256: old.sha256, ...old.known };
    return;
  }
  if (old) yield { kind: 'void' };
  try {
    // Beside packed weights the download is of no use. Where a cache refuses them, the next start need not download again.
    if ((yield* packed(checkpoint, key, options, open, turn)) || open.isDoubted) await open.forget();
  } catch (error) {
    if (isSpoilt(error)) await open.forget();
    throw error;
  } finally {
    open.close();
  }
}

const opened = (
  checkpoint: Checkpoint,
  isKept: boolean,
  signal: AbortSignal | undefined,
  turn: Turn | undefined,
): Events<never, OpenCheckpoint> =>
  eventsOf(
    signal,
    (tell: (event: LoadEvent<never>) => void, until) => {
      const onProgress = (progress: DownloadProgress): void => {
        turn?.tell(progress);
        tell({ kind: 'download', ...progress });
      };
      return openCheckpoint(checkpoint, { signal: until, isKept, onProgress });
    },
    (open) => open.close(),
  );

/** Packs the weights of a checkpoint and hands them over. Whether a cache has kept them. */
async function* packed<Model, D extends Demand>(
  { sha256 }: Checkpoint,
  key: string | undefined,
  options: LoadOptions<Model, D>,
  { facts, isDoubted, version }: OpenCheckpoint,
  turn: Turn | undefined,
): Events<D, boolean> {
  const { cache, signal } = options;
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
  const done: LoadEvent<D> = { kind: 'done', fromCache: false, sha256: facts.sha256, demand, storage };
  if (key === undefined || !cache || isDoubted) {
    yield* handedOver(weights, requests.length, { signal, turn });
    yield done;
    yield { kind: 'not kept', reason: reasonNotToKeep({ key, cache }) };
    return false;
  }
  // A digest names the bytes; of an address somebody has to ask whether it still has the same ones.
  const layouts = await layoutDigest(requests);
  const note = await writeNote({
    model,
    storage,
    layouts,
    version: sha256 === undefined ? version : undefined,
    sha256: facts.sha256,
  });
  const bytes = requests.reduce((sum, request) => sum + packedBytes(request), 0);
  const keeper = new Keeper((each) => cache.put(key, { note, bytes, weights: each }));
  try {
    yield* handedOver(weights, requests.length, { signal, turn, keeper });
    yield done;
    const isKept = await keeper.end();
    // What is outdated and stays, a later load deletes.
    if (isKept) await answerOf(deleteOutdated(cache, key)).catch(() => undefined);
    else yield { kind: 'not kept', reason: refusalOf(cache, key) };
    return isKept;
  } catch (error) {
    await keeper.fail(error);
    throw error;
  } finally {
    await keeper.fail(new Error('the load was left before its end'));
  }
}

interface Receivers {
  readonly signal?: AbortSignal | undefined;
  readonly turn: Turn | undefined;
  readonly keeper?: Keeper;
}

/** Weights as events; after its reader, the cache has each of them. */
async function* handedOver(
  weights: AsyncIterable<PackedWeight>,
  total: number,
  { signal, turn, keeper }: Receivers,
): Events<never> {
  for await (const weight of weights) {
    signal?.throwIfAborted();
    turn?.tell();
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
