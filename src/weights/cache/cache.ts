/**
 * Keeps packed weights in IndexedDB, so that the second start fetches and packs nothing. `records.ts` says how a model
 * lies there.
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
 * A place that keeps packed weights; a caller may bring one of its own. `get` and `put` should not reject. A cache that
 * rejects, or hangs for 10 seconds, is left out: the start goes on with the checkpoint.
 */
export interface WeightCache {
  /**
   * The model under a key; undefined if there is none, or if it cannot be read. Its note comes before any weight is
   * read. Weights that are missing or damaged may end early or throw: the checkpoint is loaded instead.
   */
  get(key: string): Promise<CachedModel | undefined>;
  /**
   * Stores a model in place of the one under the same key: all of it, or nothing. The weights come one by one, as they
   * are packed. If they throw, the load has failed, and nothing of it may be kept. Answers false if they
   * could not be stored, for lack of space or another reason.
   */
  put(key: string, model: CachedModel): Promise<boolean>;
  /** The key and the size of each stored model. Rejects where that fails, as do `delete` and `clear`. */
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
 * The default cache, in this origin's IndexedDB. List and delete the models that it keeps, or build a cache of your own
 * on it. `list`, `delete` and `clear` reject with a WeightsError if IndexedDB does not work.
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
