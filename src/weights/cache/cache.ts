/**
 * Keeps packed weights in IndexedDB, so that the second start fetches and packs nothing. How a model lies there,
 * `cacheRecords.ts` says.
 */
import { WeightsError } from '../../core/errors';
import {
  type CachedModel,
  deleteAll,
  deleteModel,
  findModel,
  listModels,
  type ModelSize,
  removeLeftovers,
  writeModel,
} from './records';
import { openStore } from './database';

/**
 * A place that keeps packed weights; a caller may bring another one. `get` and `put` should not reject. One that fails all
 * the same, or does not go on for 10 seconds, is passed by.
 */
export interface WeightCache {
  /**
   * What is under the key, or undefined if it is not there or cannot be read. The note comes before any weight is read;
   * where one turns out to be missing or damaged, the weights end early or throw, and the checkpoint is read instead.
   */
  get(key: string): Promise<CachedModel | undefined>;
  /**
   * Takes the weights as they are packed and stores all or nothing, in place of what is under the same key; false if
   * IndexedDB cannot be opened, or has no space. Weights that throw are of a load that failed: nothing of it may be kept.
   */
  put(key: string, model: CachedModel): Promise<boolean>;
  /** What is stored; rejects if IndexedDB does not work, as do `delete` and `clear`. */
  list(): Promise<CacheEntry[]>;
  delete(key: string): Promise<void>;
  clear(): Promise<void>;
}

export type CacheEntry = ModelSize;

/** The cache in this origin's IndexedDB. Nothing is opened before the first use; `get` and `put` never reject. */
export function indexedDBCache(): WeightCache {
  const store = openStore();
  return {
    get: (key) => findModel(store, key).catch(() => undefined),
    put: async (key, model) => {
      try {
        await removeLeftovers(store);
        await writeModel(store, key, model);
        return true;
      } catch {
        return false;
      }
    },
    list: () => listModels(store).catch(explain),
    delete: (key) => deleteModel(store, key).catch(explain),
    clear: () => deleteAll(store).catch(explain),
  };
}

/** The cache that classifiers use by default. */
export const defaultCache = indexedDBCache();

/**
 * The default cache, in this origin's IndexedDB: what it keeps can be listed and deleted, and a caller's own cache may
 * stand before it. `list`, `delete` and `clear` reject with a WeightsError if IndexedDB does not work.
 */
export const cache: WeightCache = defaultCache;

function explain(cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new WeightsError(
    'cache',
    `the weights cache in IndexedDB does not work (${reason}); allow this site to store data`,
    {
      cause,
    },
  );
}
