/**
 * How far a cache is trusted: a caller's may hang, throw at any time, or hand over anything.
 */
import { tagOf } from '../../core/described';
import { within } from '../../core/waiting';
import type { PackedWeight } from '../../core/weights';
import type { CachedModel } from './records';

/** A cache that takes longer over a model's note, or over one weight, is given up. */
export const CACHE_SECONDS = 10;

/** The error for a cache that has not answered in time. */
export const slow = (): Error => new Error(`the cache has not answered in ${String(CACHE_SECONDS)} seconds`);

/** The answer of a cache; rejects where it takes too long. */
export const answerOf = <T>(asked: PromiseLike<T>): Promise<T> => within(CACHE_SECONDS, asked, slow);

/**
 * The weights of a cache up to the first that throws, does not come in time, or is none. A RollCall shows whether some
 * are missing.
 */
export async function* upToDamage(weights: CachedModel['weights']): AsyncGenerator<PackedWeight> {
  let iterator: AsyncIterator<PackedWeight> | Iterator<PackedWeight> | undefined;
  try {
    iterator = Symbol.asyncIterator in weights ? weights[Symbol.asyncIterator]() : weights[Symbol.iterator]();
    for (;;) {
      const step = await answerOf(Promise.resolve(iterator.next()));
      if (step.done || !isPacked(step.value)) return;
      yield step.value;
    }
  } catch {
    // the weights end early
  } finally {
    // A cache that hangs would not answer to this either.
    void (async () => iterator?.return?.())().catch(() => undefined);
  }
}

function isPacked(weight: unknown): weight is PackedWeight {
  if (typeof weight !== 'object' || weight === null) return false;
  const { weight: values, bias, piece } = weight as Partial<Record<keyof PackedWeight, unknown>>;
  const isPlace = ({ from, of }: NonNullable<PackedWeight['piece']>): boolean => [from, of].every(Number.isSafeInteger);
  return (
    [values, bias].every((buffer) => tagOf(buffer) === 'ArrayBuffer') &&
    (piece === undefined ||
      (typeof piece === 'object' && piece !== null && isPlace(piece as { from: number; of: number })))
  );
}
