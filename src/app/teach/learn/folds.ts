/**
 * Folds of a cross-validation: each row is held out once, and each fold has its part of every class.
 */

/** The most folds that are made; more would leave the held-out part too small to tell anything. */
const MOST_FOLDS = 5;

/** As many folds as the smallest class has rows for. */
export const foldCount = (classOf: readonly number[]): number => {
  const counts = new Map<number, number>();
  for (const each of classOf) counts.set(each, (counts.get(each) ?? 0) + 1);
  return Math.min(MOST_FOLDS, ...counts.values());
};

/** The places of the rows in each fold; the same for the same classes, whenever it is asked. */
export function foldsOf(classOf: readonly number[], count: number): number[][] {
  const random = generator(1);
  const places = classOf.map((_, place) => ({ place, key: random() })).sort((a, b) => a.key - b.key);
  const folds: number[][] = Array.from({ length: count }, () => []);
  let next = 0; // goes on from class to class, so that folds are of one size
  for (const each of [...new Set(classOf)].sort((a, b) => a - b))
    for (const { place } of places) if (classOf[place] === each) folds[next++ % count]?.push(place);
  return folds.map((fold) => fold.sort((a, b) => a - b));
}

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
