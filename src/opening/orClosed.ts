/**
 * Aborts that are answered at once, though the work that they end takes longer.
 */
import { untilAborted } from '../core/waiting';

/** How long an abort waits for the work to end and to clean up, which as a rule takes a few milliseconds. */
const GRACE_MS = 20;

/**
 * What `work` gives. Rejects with the signal's reason soon after its abort: the work has then ended, or it ends as soon
 * as it sees the abort itself. Where it comes to its end all the same, `close` gets what it gave.
 */
export async function orClosed<T>(
  signal: AbortSignal | undefined,
  work: Promise<T>,
  close: (made: T) => void,
): Promise<T> {
  try {
    return await untilAborted(signal, work);
  } catch (error) {
    const ended = work.then(close, () => undefined);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, GRACE_MS))]);
    throw error;
  }
}
