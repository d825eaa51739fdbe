/**
 * Why the weights of a load are not kept, in sentences for `info`.
 */
import type { WeightCache } from './cache';

/** Why a load asks no cache to keep its weights. */
export function reasonNotToKeep(load: {
  readonly key: string | undefined;
  readonly cache: WeightCache | undefined;
}): string {
  if (!load.cache) return 'the option `cache` is false';
  if (load.key === undefined) return 'nothing names these weights; give their `sha256`, or their URL as `weights`';
  return 'the file is not what its name or its size says; `assumed` tells more';
}

/** Why a cache has not kept them; a caller's may be silent about it, or say anything. */
export function refusalOf(cache: WeightCache, key: string): string {
  try {
    const reason: unknown = cache.refusal?.(key);
    if (typeof reason === 'string') return reason;
  } catch {
    // it cannot tell
  }
  return 'the cache could not store them, or took too long';
}
