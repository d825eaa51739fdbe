/**
 * From wherever a model's weights are to packed weights: the cache if it has them, else the checkpoint.
 */
import type { Storage } from '../core/tensor';
import type { PackedWeight, Parameter, WeightRequest } from '../core/weights';
import type { CachedModel, WeightCache } from './cache';
import { cacheKey, isOutdated, layoutDigest } from './cacheKey';
import { canonicalNames } from './canonical';
import { parseCheckpoint } from './checkpoint';
import { type DownloadProgress, hex, readBytes, type WeightsInput } from './download';
import { packAll } from './packAll';
import { matchParameters, type StateDict } from './stateDict';

/** A checkpoint, and what is known of it before it is read. */
export interface Checkpoint {
  readonly input: WeightsInput;
  /** Its SHA-256 or its URL, which names it in the cache; bytes without a name are not cached. */
  readonly identity?: string | undefined;
  readonly bytes?: number | undefined;
  readonly sha256?: string | undefined;
}

/** What a checkpoint tells of itself. */
export interface CheckpointFacts {
  /** Under the original's names. */
  readonly stateDict: StateDict;
  readonly sha256: string;
}

/** What a plan of the model asks for. */
export interface Demand {
  /** The model's name, for messages. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly requests: readonly WeightRequest[];
}

export interface LoadOptions<Model> {
  /** What the caller said about the model, in JSON: with another wish the same checkpoint may be another model. */
  readonly asked: string;
  /** Decides which model a checkpoint is. The answer is kept in the cache as JSON. */
  readonly identify: (facts: CheckpointFacts) => Model | Promise<Model>;
  readonly demand: (model: Model, storage: Storage) => Demand;
  /** How weights are kept; by default f16 if the checkpoint's weights are f16, else f32. */
  readonly storage?: Storage | undefined;
  readonly cache?: WeightCache | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onDownload?: ((progress: DownloadProgress) => void) | undefined;
  /** Takes each weight as soon as it is packed, and how many there are. */
  readonly onWeight: (weight: PackedWeight, total: number) => void;
}

/** What was loaded. */
export interface Loaded<Model> {
  readonly model: Model;
  readonly storage: Storage;
  readonly fromCache: boolean;
}

/** Loads all weights of a model. Throws a WeightsError, or the signal's reason; the cache then holds nothing of it. */
export async function loadWeights<Model>(checkpoint: Checkpoint, options: LoadOptions<Model>): Promise<Loaded<Model>> {
  const { identity } = checkpoint;
  const { asked, storage = 'auto' } = options;
  const key = identity === undefined ? undefined : await cacheKey({ source: identity, storage, asked });
  return (key && (await loadCached(key, options))) || loadCheckpoint(checkpoint, key, options);
}

/** What a note says of the weights beside it. */
interface Note<Model> {
  readonly model: Model;
  readonly storage: Storage;
  readonly layouts: string;
}

/** A caller's cache may fail in its own ways; without it everything works, only slower. */
async function loadCached<Model>(key: string, options: LoadOptions<Model>): Promise<Loaded<Model> | undefined> {
  const kept = await options.cache?.get(key).catch(() => undefined);
  const note = kept && parseNote<Model>(kept);
  if (!kept || !note) return undefined;
  const { model, storage, layouts } = note;
  const { requests } = options.demand(model, storage);
  if (kept.weights.length !== requests.length || layouts !== (await layoutDigest(requests))) return undefined;
  for (const weight of kept.weights) options.onWeight(weight, requests.length);
  return { model, storage, fromCache: true };
}

function parseNote<Model>({ note }: CachedModel): Note<Model> | undefined {
  try {
    return JSON.parse(note) as Note<Model>;
  } catch {
    return undefined;
  }
}

async function loadCheckpoint<Model>(
  checkpoint: Checkpoint,
  key: string | undefined,
  options: LoadOptions<Model>,
): Promise<Loaded<Model>> {
  const { cache, signal, onDownload: onProgress } = options;
  const { bytes: expectedBytes, sha256 } = checkpoint;
  const bytes = await readBytes(checkpoint.input, { signal, onProgress, expectedBytes, sha256 });
  const { stateDict } = canonicalNames(await parseCheckpoint(bytes));
  const digest = sha256 ?? hex(await crypto.subtle.digest('SHA-256', bytes));
  const model = await options.identify({ stateDict, sha256: digest });
  const storage = options.storage ?? storageOf(stateDict);
  const { name, parameters, requests } = options.demand(model, storage);
  matchParameters(stateDict, parameters, name);

  const packed: PackedWeight[] = [];
  const isKept = key !== undefined && cache !== undefined;
  for await (const weight of packAll(requests, stateDict, { signal })) {
    options.onWeight(weight, requests.length);
    if (isKept) packed.push(weight);
  }
  if (isKept) {
    const note: Note<Model> = { model, storage, layouts: await layoutDigest(requests) };
    if (await cache.put(key, { note: JSON.stringify(note), weights: packed }).catch(() => false))
      await deleteOutdated(cache, key).catch(() => undefined);
  }
  return { model, storage, fromCache: false };
}

/** What other versions of this library packed from the same source would lie there for ever. */
async function deleteOutdated(cache: WeightCache, current: string): Promise<void> {
  const entries = await cache.list();
  await Promise.all(entries.filter(({ key }) => isOutdated(key, current)).map(({ key }) => cache.delete(key)));
}

/** f16 if every matrix of the checkpoint is; biases and batch norms may be f32 all the same. */
function storageOf(stateDict: StateDict): Storage {
  const matrices = [...stateDict.values()].filter(({ shape }) => shape.length > 1);
  return matrices.every(({ dtype }) => dtype === 'F16') ? 'f16' : 'f32';
}
