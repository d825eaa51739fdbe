/**
 * Packs all weights of a plan without holding up the thread.
 */
import type { PackedWeight, WeightRequest } from '../core/weights';
import { packWeight } from './pack';
import type { StateDict } from './stateDict';

/** Together with the largest weight, which takes some 30 ms, this stays near 50 ms. */
const WORK_MILLISECONDS = 20;

/** Lets the event loop turn once; unlike a timer, a message is not delayed in nested calls or hidden tabs. */
function breathe(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/**
 * The packed weights in the order of the requests, one at a time. The event loop turns between them, so that the
 * thread is not blocked for more than about 50 ms. Throws the signal's reason when aborted, and what `packWeight` throws.
 */
export async function* packAll(
  requests: readonly WeightRequest[],
  stateDict: StateDict,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<PackedWeight, void, undefined> {
  let began = performance.now();
  for (const request of requests) {
    if (performance.now() - began > WORK_MILLISECONDS) {
      await breathe();
      began = performance.now();
    }
    signal?.throwIfAborted();
    yield packWeight(request, stateDict);
  }
}
