/**
 * Loads the weights of a model: from the cache if it has them, else from the checkpoint. A load is a stream of events.
 */
import { Pauses } from '../core/pauses';
import type { Storage } from '../core/storage';
import type { PackedWeight } from '../core/weights';
import type { WeightCache } from './cache/cache';
import { Keeper } from './cache/keeper';
import { cacheKey, isOutdated, layoutDigest } from './cache/key';
import { writeNote } from './cache/note';
import { reasonNotToKeep, refusalOf } from './cache/refusal';
import { answerOf } from './cache/trust';
import { type Found, fromCache, knownIn, remember } from './cached/found';
import type { KnownVersions } from './cached/freshness';
import { type Checkpoint, isAway, isSpoilt, openCheckpoint, type OpenCheckpoint, type Reading } from './checkpoint';
import { discard, type DownloadProgress, KnownVersionError } from './fetching/download';
import { eventsOf } from './fetching/events';
import type { NamedVersion } from './fetching/http/version';
import { takeTurn, type Turn } from './fetching/turn';
import type { Demand, Events, LoadEvent, LoadOptions } from './loadEvents';
import { packAll } from './packing/packAll';
import { packedBytes } from './packing/packedBytes';
import { storageFor } from './packing/storages/storages';
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
      if (found?.freshness.isCurrent) return yield* served(key, found, found.freshness.learnt, cache);
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
    discard(input); // where nobody has begun to read it
  }
}

/** The end of a load whose weights came from the cache; then what was learnt of their files is written down. */
async function* served<Model, D extends Demand>(
  key: string | undefined,
  found: Found<Model, D>,
  learnt: KnownVersions | undefined,
  cache: WeightCache | undefined,
): Events<D> {
  yield { kind: 'done', fromCache: true, sha256: found.note.sha256, key, ...found.known };
  if (key !== undefined && learnt) await remember(cache, key, found, learnt);
}

const turnAt = (identity: string, signal: AbortSignal | undefined): Events<never, Turn> =>
  eventsOf(
    signal,
    (tell: (event: LoadEvent<never>) => void, until) =>
      takeTurn(identity, { signal: until, onProgress: (progress) => tell({ kind: 'download', ...progress }) }),
    (turn) => turn.end(),
  );

interface Around<Model, D> {
  /** Who waits for a turn hears how far the load is. */
  readonly turn: Turn | undefined;
  /** A model of the cache whose files were changed at their URL: where the new ones do not come, it serves. */
  readonly old: Found<Model, D> | undefined;
}

async function* loadCheckpoint<Model, D extends Demand>(
  checkpoint: Checkpoint,
  key: string | undefined,
  options: LoadOptions<Model, D>,
  { turn, old }: Around<Model, D>,
): Events<D> {
  const { cache, signal } = options;
  let open: OpenCheckpoint;
  let refused: readonly NamedVersion[] = [];
  const reading = {
    isKept: key !== undefined,
    keepsParts: key !== undefined && cache?.keepsDownloads === true,
    known: old && knownIn(old.note),
    onRefusal: (versions: readonly NamedVersion[]) => void (refused = versions),
  };
  try {
    open = yield* opened(checkpoint, reading, signal, turn);
  } catch (error) {
    signal?.throwIfAborted();
    if (!old || !(isAway(error) || error instanceof KnownVersionError)) throw error;
    const { learntFrom, learntFromRefused } = await import('./cached/freshness');
    const learnt =
      error instanceof KnownVersionError ? learntFrom(old.freshness) : learntFromRefused(old.freshness, refused);
    return yield* served(key, old, learnt, cache);
  }
  if (old?.note.sha256 !== undefined && old.note.sha256 === open.facts.sha256) {
    open.close();
    await open.forget();
    const { learntFrom } = await import('./cached/freshness');
    return yield* served(key, old, learntFrom(old.freshness, open.versions), cache);
  }
  if (old) yield { kind: 'void' };
  try {
    // Beside packed weights the download is of no use. Where a cache refuses them, the next start need not download again.
    // Nobody waits for the disk to delete it, which takes a tenth of a second for 110 MB.
    if ((yield* packed(checkpoint, key, options, open, turn)) || open.isDoubted) void open.forget();
  } catch (error) {
    if (isSpoilt(error)) await open.forget();
    throw error;
  } finally {
    open.close();
  }
}

const opened = (
  checkpoint: Checkpoint,
  reading: Omit<Reading, 'signal' | 'onProgress'>,
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
      return openCheckpoint(checkpoint, { ...reading, signal: until, onProgress });
    },
    (open) => open.close(),
  );

/** Packs the weights of a checkpoint and hands them over. Whether a cache has kept them. */
async function* packed<Model, D extends Demand>(
  { sha256 }: Checkpoint,
  key: string | undefined,
  options: LoadOptions<Model, D>,
  { facts, isDoubted, versions, download }: OpenCheckpoint,
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
  const done: LoadEvent<D> = { kind: 'done', fromCache: false, sha256: facts.sha256, key, demand, storage };
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
    versions: sha256 === undefined ? versions : undefined,
    sha256: facts.sha256,
  });
  const bytes = requests.reduce((sum, request) => sum + packedBytes(request), 0);
  const keeper = new Keeper((each) => cache.put(key, { note, bytes, download, weights: each }));
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
