/**
 * Watches the library's cache to learn whether a load's weights are really kept.
 */
import { cache, type WeightCache } from '../index';

/** A cache for one load. */
export interface WatchedCache {
  readonly cache: WeightCache;
  /** The key of the weights in the cache: of those that the load read if `fromCache`, else of those that it wrote. */
  readonly keptAs: (fromCache: boolean) => string | undefined;
}

export function watchedCache(): WatchedCache {
  let found: string | undefined;
  let written: string | undefined;
  return {
    cache: {
      ...cache,
      get: async (key) => {
        const model = await cache.get(key);
        if (model) found = key;
        return model;
      },
      put: async (key, model) => {
        const isKept = await cache.put(key, model);
        if (isKept) written = key;
        return isKept;
      },
    },
    keptAs: (fromCache) => (fromCache ? found : written),
  };
}

/** Whether the library's cache holds weights under the key now. */
export async function areKept(key: string): Promise<boolean> {
  const entries = await cache.list().catch(() => []);
  return entries.some((entry) => entry.key === key);
}
