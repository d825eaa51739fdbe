/**
 * How a run is cut into submits. Drivers reset on long submits, a page freezes behind them, and a run can be cancelled
 * only between them; but each submit has its price.
 */

/** Milliseconds that one submit should take at most, and below which a run is not cut at all. */
export const SLICE_MS = 100;

/** Work per millisecond that any adapter is trusted with before one is measured: a slow software rasterizer's. */
const FIRST_RATE = 1e6;

/** Learns how fast a device is, and says how many of the next steps fit in one submit. */
export class Pace {
  #rate = FIRST_RATE;
  #latency: number | undefined;

  /**
   * Notes how long a submit without work takes to come back, once. Where that is long, as in engines that look after
   * their GPU every 100 ms, small slices would look slow, be cut smaller, and look slower still.
   */
  async calibrate(submitNothing: () => Promise<unknown>): Promise<void> {
    if (this.#latency !== undefined) return;
    const began = performance.now();
    await submitNothing();
    this.#latency = performance.now() - began;
  }

  /** The end of the slice that begins at `start`: as many steps as SLICE_MS lets in, at least one. */
  sliceEnd(work: readonly number[], start: number): number {
    const most = this.#rate * SLICE_MS;
    let total = 0;
    for (let end = start; end < work.length; end++) {
      total += work[end] ?? 0;
      if (total > most && end > start) return end;
    }
    return work.length;
  }

  /** Notes that a submit with this much work took this long. */
  learn(work: number, milliseconds: number): void {
    this.#rate = Math.max(work / Math.max(milliseconds - (this.#latency ?? 0), 0.1), 1);
  }
}
