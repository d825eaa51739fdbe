/**
 * From wherever a model's weights are to packed weights: the cache if it has them, else the checkpoint.
 */
import { WeightsError } from '../core/errors';
import { Pauses } from '../core/pauses';
import type { Storage } from '../core/storage';
import type { PackedWeight, Parameter, WeightRequest } from '../core/weights';
import type { WeightCache } from './cache/cache';
import type { CachedModel } from './cache/records';
import { cacheKey, isOutdated, layoutDigest } from './cache/key';
import { carrierOf, type WeightsInput } from './fetching/carrier';
import { doubtsAbout } from './doubts';
import { discard, type DownloadProgress, readFile } from './fetching/download';
import { readNote, writeNote } from './cache/note';
import { packAll } from './packing/packAll';
import { storageFor } from './packing/storages';
import { networkOf, readCheckpoint } from './readCheckpoint';
import { release } from '../core/release';
import { parseShardIndex, readShards, type ShardIndex, shardsNeeded } from './containers/sharded';
import { type Contents, matchParameters, type StateDict, withoutTensors } from './stateDict';
import { answerOf, drain, handedOver, keepOn, type Receiver, RollCall, upToDamage } from './stream';

/** A checkpoint, and what is known of it before it is read. */
export interface Checkpoint {
  readonly input: WeightsInput;
  /** Its SHA-256, or its URL where that is not known: what names it in the cache; what has no name is not cached. */
  readonly identity?: string | undefined;
  readonly bytes?: number | undefined;
  readonly sha256?: string | undefined;
  /** What to do where it is not at its address; by default to check that. */
  readonly advice?: string | undefined;
}

/** What a checkpoint tells of itself. */
export interface CheckpointFacts {
  /** Under the original's names. */
  readonly stateDict: StateDict;
  readonly sha256: string;
  /** Sentences on what was chosen among several, and on what was left out. */
  readonly notes: readonly string[];
  /** Names, as in the file, of tensors that belong to something around the backbone. */
  readonly beside: readonly string[];
}

/** What a plan of the model asks for. */
export interface Demand {
  /** The model's name, for messages. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Tensors of the checkpoint that this model leaves out, such as another head's. */
  readonly unused?: readonly string[];
  readonly requests: readonly WeightRequest[];
}

export interface LoadOptions<Model, D extends Demand> extends Receiver {
  /** What the caller said about the model, in JSON: with another wish the same checkpoint may be another model. */
  readonly asked: string;
  /** Decides which model a checkpoint is. The answer is kept in the cache as JSON. */
  readonly identify: (facts: CheckpointFacts) => Model | Promise<Model>;
  /** The answer of `identify` from the parsed JSON in a cache; undefined for anything else. */
  readonly restore: (kept: unknown) => Model | undefined;
  /**
   * Called as soon as the model is known, before any of its weights. Called a second time where a cache turns out to be
   * damaged: all weights that came until then are void.
   */
  readonly onModel: (model: Model, storage: Storage) => D;
  /** How weights are kept; by default f16 if the checkpoint's weights are f16, else f32. */
  readonly storage?: Storage | undefined;
  readonly cache?: WeightCache | undefined;
  readonly onDownload?: ((progress: DownloadProgress) => void) | undefined;
}

/** What was loaded. */
export interface Loaded<D> {
  /** What `onModel` answered for the weights that were loaded. */
  readonly demand: D;
  readonly storage: Storage;
  readonly fromCache: boolean;
}

/**
 * Loads all weights of a model, none of which stays in memory. Throws a WeightsError, the signal's reason, or what the
 * functions in `options` throw; the cache then holds nothing of it.
 */
export async function loadWeights<Model, D extends Demand>(
  checkpoint: Checkpoint,
  options: LoadOptions<Model, D>,
): Promise<Loaded<D>> {
  const { identity } = checkpoint;
  const { asked, storage = 'auto' } = options;
  const key = identity === undefined ? undefined : await cacheKey({ source: identity, storage, asked });
  const cached = key === undefined ? undefined : await loadCached(key, options);
  if (!cached) return loadCheckpoint(checkpoint, key, options);
  discard(checkpoint.input);
  return cached;
}

/** A caller's cache may fail in its own ways; without it everything works, only slower. */
async function loadCached<Model, D extends Demand>(
  key: string,
  options: LoadOptions<Model, D>,
): Promise<Loaded<D> | undefined> {
  const kept = await askCache(options.cache, key);
  const note = kept && (await readNote(kept.note, options.restore));
  if (!kept || !note) return undefined;
  const { model, storage, layouts } = note;
  const pauses = new Pauses();
  const demand = options.onModel(model, storage);
  const { requests } = demand;
  await pauses.due();
  if (layouts !== (await layoutDigest(requests))) return undefined;
  const roll = new RollCall(requests);
  for await (const weight of handedOver(upToDamage(kept.weights), requests.length, options))
    if (!roll.isNext(weight)) return undefined;
  return roll.isWhole ? { demand, storage, fromCache: true } : undefined;
}

/** What a cache has under a key, if it says so in time. */
async function askCache(cache: WeightCache | undefined, key: string): Promise<CachedModel | undefined> {
  try {
    const kept: unknown = await answerOf((async () => cache?.get(key))()); // a caller's may throw at once
    return typeof kept === 'object' && kept !== null ? (kept as CachedModel) : undefined;
  } catch {
    return undefined;
  }
}

async function loadCheckpoint<Model, D extends Demand>(
  checkpoint: Checkpoint,
  key: string | undefined,
  options: LoadOptions<Model, D>,
): Promise<Loaded<D>> {
  const { cache, signal, onDownload: onProgress } = options;
  const { bytes: expectedBytes, sha256: expected, advice } = checkpoint;
  const isKept = key !== undefined && cache !== undefined;
  const { bytes, sha256, isOwn } = await readFile(checkpoint.input, {
    signal,
    onProgress,
    expectedBytes,
    sha256: expected,
    isKept,
    advice,
  });
  const pauses = new Pauses(); // each of the steps below may take a deep model some twenty milliseconds
  const index = parseShardIndex(bytes);
  if (index && expected !== undefined)
    throw new WeightsError('sha256 is that of one file, and these weights are the index of several; leave it out');
  const opened = [bytes];
  const { stateDict, notes, beside } = index
    ? networkOf(await fetchShards(checkpoint.input, index, { ...options, isKept }, opened))
    : await readCheckpoint(bytes);
  await pauses.due();
  signal?.throwIfAborted();
  const doubts = expected === undefined ? doubtsAbout(checkpoint.input, bytes.byteLength, sha256) : [];
  const model = await options.identify({ stateDict, sha256, notes: [...notes, ...doubts], beside });
  const storage = options.storage ?? storageOf(stateDict);
  await pauses.due();
  signal?.throwIfAborted();
  const demand = options.onModel(model, storage);
  await pauses.due();
  const { name, parameters, requests, unused } = demand;
  matchParameters(withoutTensors(stateDict, unused), parameters, name);

  const weights = handedOver(packAll(requests, stateDict, { signal }), requests.length, options);
  if (key === undefined || !cache || doubts.length > 0) {
    await drain(weights);
  } else {
    const note = await writeNote({ model, storage, layouts: await layoutDigest(requests) });
    const put = (packed: AsyncIterable<PackedWeight>): Promise<boolean> => cache.put(key, { note, weights: packed });
    if (await keepOn(weights, put)) await answerOf(deleteOutdated(cache, key)).catch(() => undefined); // a later load deletes them
  }
  if (isOwn) for (const file of opened) release(file);
  return { demand, storage, fromCache: false };
}

/** Fetches the files of an index, which lie beside it, one after the other; their bytes are added to `opened`. */
async function fetchShards(
  input: WeightsInput,
  index: ShardIndex,
  {
    signal,
    onDownload,
    isKept,
  }: Pick<LoadOptions<unknown, Demand>, 'signal' | 'onDownload'> & { readonly isKept: boolean },
  opened: ArrayBuffer[],
): Promise<Contents> {
  if (carrierOf(input)?.kind !== 'url') throw shardsNeeded(index);
  const base = new URL(String(input));
  const advice = base.search === '' ? undefined : 'the files of an index need addresses without a signature';
  let before = 0;
  return readShards(index, async (file) => {
    const onProgress = ({ loaded }: DownloadProgress): void => {
      const all = before + loaded;
      onDownload?.({ loaded: all, total: index.bytes === undefined ? undefined : Math.max(all, index.bytes) });
    };
    const { bytes } = await readFile(new URL(encodeURIComponent(file), base), { signal, onProgress, isKept, advice });
    before += bytes.byteLength;
    opened.push(bytes);
    return bytes;
  });
}

/** What other versions of this library packed from the same source would lie there for ever. */
async function deleteOutdated(cache: WeightCache, current: string): Promise<void> {
  const entries = await cache.list();
  await Promise.all(entries.filter(({ key }) => isOutdated(key, current)).map(({ key }) => cache.delete(key)));
}

/** As every matrix of the checkpoint is; biases and batch norms may be f32 all the same. */
const storageOf = (stateDict: StateDict): Storage =>
  storageFor([...stateDict.values()].filter(({ shape }) => shape.length > 1).map(({ dtype }) => dtype));
