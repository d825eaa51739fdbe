/**
 * Packs all weights of a plan without holding up the thread.
 */
import { Pauses } from '../../core/pauses';
import type { PackedWeight, WeightRequest } from '../../core/weights';
import { lessFirst } from './lessFirst';
import { packInPieces } from './packPieces';
import { release } from '../../core/release';
import type { StateDict } from '../stateDict';

/**
 * The packed weights in the order of the requests, large ones in pieces, one at a time: each is freed when the next is
 * asked for. The event loop turns between them, so that the thread is not blocked for more than 50 ms. Throws the
 * signal's reason when aborted, and what `packWeight` throws.
 */
export async function* packAll(
  requests: readonly WeightRequest[],
  stateDict: StateDict,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<PackedWeight, void, undefined> {
  const pauses = new Pauses();
  for (const request of requests) {
    const packing = packInPieces(request, lessFirst(request, stateDict));
    const next = async (): Promise<ReturnType<typeof packing.next>> => {
      await pauses.due(); // whoever took the last one may have worked as well
      signal?.throwIfAborted();
      return packing.next();
    };
    for (let step = await next(); !step.done; step = await next()) {
      yield step.value;
      release(step.value.weight, step.value.bias);
    }
  }
}
