/**
 * How long work shares the device with others.
 */

/** The ways to do a piece of long work. They throw when the work was cancelled. */
export interface Turns {
  /** Does what others need not wait for, such as compiling. */
  aside<T>(piece: () => Promise<T>): Promise<T>;
  /**
   * Does what must have the device for itself. Where somebody else comes for it, the signal aborts, and a piece that
   * rejects with its reason is done again.
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
