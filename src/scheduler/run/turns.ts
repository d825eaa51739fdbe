/**
 * The turns by which long work, such as tuning, shares the device with calls.
 */

/** The two ways to do a piece of long work. Both throw when the work was cancelled. */
export interface Turns {
  /** Does a piece that does not occupy the device, such as compiling; calls may run beside it. */
  aside<T>(piece: () => Promise<T>): Promise<T>;
  /**
   * Does a piece that needs the device for itself. When a call comes, the signal aborts, and a piece that rejects with its
   * reason is done again after the call.
   */
  take<T>(piece: (signal: AbortSignal | undefined) => Promise<T>): Promise<T>;
}

/** For work that has the device to itself until the signal aborts. */
export const undisturbed = (signal: AbortSignal | undefined): Turns => {
  const start = async <T>(piece: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    return piece(signal);
  };
  return { aside: start, take: start };
};
