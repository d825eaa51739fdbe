/**
 * A cache in memory that a test can look into.
 */
import type { PackedWeight } from '../../core/weights';
import type { WeightCache } from '../../weights/cache/cache';

interface Kept {
  readonly note: string;
  weights: readonly PackedWeight[];
}

export function memoryCache(): WeightCache & { readonly kept: Map<string, Kept> } {
  const kept = new Map<string, Kept>();
  return {
    kept,
    get: async (key) => kept.get(key),
    put: async (key, { note, weights }) => {
      const all: PackedWeight[] = [];
      for await (const weight of weights) all.push(structuredClone(weight)); // it is freed afterwards
      return Boolean(kept.set(key, { note, weights: all }));
    },
    list: async () => [...kept.keys()].map((key) => ({ key, bytes: 0 })),
    delete: async (key) => void kept.delete(key),
    clear: async () => kept.clear(),
  };
}
