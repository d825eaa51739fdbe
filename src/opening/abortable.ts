/**
 * Makes the steps of a start abortable: an abort is answered at once, though the work that it ends takes longer.
 */
import { untilAborted } from '../core/waiting';

/** How long an abort waits for the work to end and to clean up, which as a rule takes a few milliseconds. */
const GRACE_MS = 20;

/**
 * The result of `work`. Rejects with the signal's reason soon after its abort, even if the work has not ended by then.
 * Work that succeeds after the abort hands its result to `close`.
 */
export async function abortable<T>(
  signal: AbortSignal | undefined,
  work: Promise<T>,
  close: (result: T) => void,
): Promise<T> {
  try {
    return await untilAborted(signal, work);
  } catch (error) {
    const ended = work.then(close, () => undefined);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, GRACE_MS))]);
    throw error;
  }
}
