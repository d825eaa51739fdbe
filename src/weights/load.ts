/**
 * From wherever a model's weights are to packed weights: the cache if it has them, else the checkpoint.
 */
import type { Storage } from '../core/tensor';
import type { PackedWeight, Parameter, WeightRequest } from '../core/weights';
import type { WeightCache } from './cache';
import { cacheKey } from './cacheKey';
import { type DownloadProgress, readBytes, type WeightsInput } from './download';
import { packAll } from './packAll';
import { parseSafetensors } from './safetensors';
import { matchParameters, type StateDict } from './stateDict';

/** A checkpoint, and what is known of it before it is read. */
export interface Checkpoint {
  readonly input: WeightsInput;
  /** Its SHA-256 or its URL, which names it in the cache; bytes without a name are not cached. */
  readonly identity?: string | undefined;
  readonly bytes?: number | undefined;
  readonly sha256?: string | undefined;
}

export interface LoadOptions {
  /** The model's name, for messages. */
  readonly model: string;
  readonly parameters: readonly Parameter[];
  /** What the plan asks for when weights are kept as `storage`. */
  readonly requestsFor: (storage: Storage) => readonly WeightRequest[];
  /** How weights are kept; by default f16 if the checkpoint's weights are f16, else f32. */
  readonly storage?: Storage | undefined;
  readonly cache?: WeightCache | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onDownload?: ((progress: DownloadProgress) => void) | undefined;
  /** Takes each weight as soon as it is packed. */
  readonly onWeight: (weight: PackedWeight) => void;
}

/** What was loaded. */
export interface Loaded {
  readonly storage: Storage;
  readonly fromCache: boolean;
}

/** Loads all weights of a model. Throws a WeightsError, or the signal's reason; the cache then holds nothing of it. */
export async function loadWeights(checkpoint: Checkpoint, options: LoadOptions): Promise<Loaded> {
  const { cache, signal, onWeight } = options;
  const { identity, bytes: expectedBytes, sha256 } = checkpoint;
  const requests = options.requestsFor(options.storage ?? 'f32');
  const key =
    cache && identity !== undefined
      ? await cacheKey({ source: identity, storage: options.storage ?? 'auto', requests })
      : undefined;

  // A caller's cache may fail in its own ways; without it everything works, only slower.
  const kept = key === undefined ? undefined : await cache?.get(key).catch(() => undefined);
  if (kept && kept.length === requests.length) {
    kept.forEach(onWeight);
    return { storage: kept[0]?.storage ?? 'f32', fromCache: true };
  }

  const bytes = await readBytes(checkpoint.input, { signal, onProgress: options.onDownload, expectedBytes, sha256 });
  const stateDict = parseSafetensors(bytes);
  matchParameters(stateDict, options.parameters, options.model);
  const storage = options.storage ?? storageOf(stateDict);
  const packed: PackedWeight[] = [];
  for await (const weight of packAll(options.requestsFor(storage), stateDict, { signal })) {
    onWeight(weight);
    if (key !== undefined) packed.push(weight);
  }
  if (key !== undefined) await cache?.put(key, packed).catch(() => false);
  return { storage, fromCache: false };
}

/** f16 if every matrix of the checkpoint is; biases and batch norms may be f32 all the same. */
function storageOf(stateDict: StateDict): Storage {
  const matrices = [...stateDict.values()].filter(({ shape }) => shape.length > 1);
  return matrices.every(({ dtype }) => dtype === 'F16') ? 'f16' : 'f32';
}
