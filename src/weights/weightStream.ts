/**
 * Weights that pass by one at a time: from a cache or the packer, to the GPU, and to a cache.
 */
import { isComplete, type PackedWeight } from '../core/weights';
import type { CachedModel } from './cache';

/** Ends where a cache's weights throw: that some are missing shows. */
export async function* upToDamage(weights: CachedModel['weights']): AsyncGenerator<PackedWeight> {
  try {
    yield* weights;
  } catch {
    // as the sentence above says
  }
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
 * Lets a cache take weights as they come, and takes what it leaves, since it may give up at any time. Whether it kept
 * them; throws what the weights throw.
 */
export async function keepOn(
  weights: AsyncGenerator<PackedWeight>,
  put: (weights: AsyncIterable<PackedWeight>) => Promise<boolean>,
): Promise<boolean> {
  let failure: { readonly error: unknown } | undefined;
  const next = (): Promise<IteratorResult<PackedWeight>> =>
    weights.next().catch((error: unknown) => {
      failure = { error };
      throw error;
    });
  // Without a `return`, so that leaving its loop does not end the weights.
  const kept = await put({ [Symbol.asyncIterator]: () => ({ next }) }).catch(() => false);
  if (failure) throw failure.error;
  await drain(weights);
  return kept;
}

/** Takes all that are left. */
export async function drain(weights: AsyncGenerator<PackedWeight>): Promise<void> {
  while (!(await weights.next()).done);
}
