/**
 * A clock whose pauses take no time.
 */
import type { Clock } from '../../weights/fetching/http/retries';

/** A clock that keeps the pauses, in seconds, that were made by it. */
export function virtualClock(random = 0): Clock & { readonly pauses: number[] } {
  const pauses: number[] = [];
  let now = 0;
  return {
    pauses,
    now: () => now,
    random: () => random,
    wait: async (seconds, signal) => {
      signal?.throwIfAborted();
      pauses.push(seconds);
      now += seconds * 1000;
    },
  };
}
