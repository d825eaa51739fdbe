/**
 * The turns by which long work, such as tuning, shares the device with calls.
 */

/** The two ways to do long work. Both throw when the work was cancelled. */
export interface Turns {
  /** Does work that does not occupy the device, such as compiling; calls may run beside it. */
  aside<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Does work that needs the device for itself. When a call comes, the signal aborts, and work that rejects with its
   * reason is done again after the call. It begins after `patienceMs` milliseconds at the latest, or between two calls
   * that follow each other; by default it waits until there are no calls.
   */
  take<T>(work: (signal: AbortSignal | undefined) => Promise<T>, patienceMs?: number): Promise<T>;
}

/** For work that has the device to itself until the signal aborts. */
export const undisturbed = (signal: AbortSignal | undefined): Turns => {
  const start = async <T>(work: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    return work(signal);
  };
  return { aside: start, take: start };
};
