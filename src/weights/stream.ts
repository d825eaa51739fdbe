/**
 * Weights that pass by one at a time: from a cache or the packer, to the GPU, and to a cache.
 */
import { tagOf } from '../core/described';
import { Patience, within } from '../core/waiting';
import { isComplete, type PackedWeight } from '../core/weights';
import type { CachedModel } from './cache/records';

/** A cache that takes longer over a model's note, or over one weight, is given up. */
const CACHE_SECONDS = 10;

const slow = (): Error => new Error(`the cache has not answered in ${String(CACHE_SECONDS)} seconds`);

/** What a cache answers; rejects where that takes too long. */
export const answerOf = <T>(asked: PromiseLike<T>): Promise<T> => within(CACHE_SECONDS, asked, slow);

/** Ends where a cache's weights throw, do not come, or are none: that some are missing shows. */
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
    // a damaged cache ends the weights early, and RollCall notices
  } finally {
    // A cache that hangs would not answer to this either.
    void (async () => iterator?.return?.())().catch(() => undefined);
  }
}

/** A caller's cache may hand over anything. */
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

/** Whether weights, or the pieces of them, come as they were asked for: all of them, and in their order. */
export class RollCall {
  readonly #names: readonly string[];
  #complete = 0;
  /** Of the weight that comes now. */
  #bytes = 0;

  constructor(requests: readonly { readonly name: string }[]) {
    this.#names = requests.map(({ name }) => name);
  }

  /** Whether this one is the next. */
  isNext(packed: PackedWeight): boolean {
    const { name, weight, piece } = packed;
    if (name !== this.#names[this.#complete] || (piece?.from ?? 0) !== this.#bytes) return false;
    const ends = isComplete(packed);
    this.#complete += ends ? 1 : 0;
    this.#bytes = ends ? 0 : this.#bytes + weight.byteLength;
    return true;
  }

  get isWhole(): boolean {
    return this.#complete === this.#names.length;
  }
}

/** Who gets the weights. */
export interface Receiver {
  /** Takes each weight as soon as there is one, and how many there are; a few may be under way at once. */
  readonly onWeight: (weight: PackedWeight, total: number) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/** Handovers that may be under way while further weights are read or packed. */
const UNDER_WAY = 4;

/** The same weights, handed over; when they end, all have arrived. Throws the signal's reason when aborted. */
export async function* handedOver(
  weights: AsyncIterable<PackedWeight>,
  total: number,
  { signal, onWeight }: Receiver,
): AsyncGenerator<PackedWeight> {
  const handovers: Promise<void>[] = [];
  for await (const weight of weights) {
    signal?.throwIfAborted();
    const handover = onWeight(weight, total);
    handover.catch(() => undefined); // it is awaited below, or an earlier one fails first
    handovers.push(handover);
    if (handovers.length > UNDER_WAY) await handovers.shift();
    yield weight;
  }
  await Promise.all(handovers);
}

/**
 * Lets a cache take weights as they come, and takes what it leaves, since it may give up at any time, or say nothing any
 * more. Whether it kept them; throws what the weights throw.
 */
export async function keepOn(
  weights: AsyncGenerator<PackedWeight>,
  put: (weights: AsyncIterable<PackedWeight>) => Promise<boolean>,
): Promise<boolean> {
  let failure: { readonly error: unknown } | undefined;
  let isGivenUp = false;
  let giveUp = (): void => undefined;
  const givenUp = new Promise<false>((resolve) => (giveUp = () => resolve(false)));
  // Runs while the cache has the weight that it asked for, and not while that is packed.
  let patience = new Patience(CACHE_SECONDS, giveUp);
  const next = async (): Promise<IteratorResult<PackedWeight>> => {
    if (isGivenUp) throw slow(); // else it would take weights from whoever goes on without it
    patience.stop();
    try {
      return await weights.next();
    } catch (error) {
      failure = { error };
      throw error;
    } finally {
      patience.stop();
      patience = new Patience(CACHE_SECONDS, giveUp);
    }
  };
  // Without a `return`, so that leaving its loop does not end the weights. A caller's cache may throw at once.
  const putting = (async () => put({ [Symbol.asyncIterator]: () => ({ next }) }))().catch(() => false);
  const kept = await Promise.race([putting, givenUp]);
  isGivenUp = true;
  patience.stop();
  if (failure) throw failure.error;
  await drain(weights);
  return kept;
}

/** Takes all that are left. */
export async function drain(weights: AsyncGenerator<PackedWeight>): Promise<void> {
  while (!(await weights.next()).done);
}
