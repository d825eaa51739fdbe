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
  /** How far off a time may be: engines hear of what is done some while later, or look after their GPU every 100 ms. */
  #blur: number | undefined;

  /**
   * Notes how long a submit without work takes to come back, once. The first may come back by luck just when the engine
   * looks; the second has waited for a whole round.
   */
  async calibrate(submitNothing: () => Promise<unknown>): Promise<void> {
    if (this.#blur !== undefined) return;
    this.#blur = 0;
    for (let time = 0; time < 2; time++) {
      const began = performance.now();
      await submitNothing();
      this.#blur = Math.max(this.#blur, performance.now() - began);
    }
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

  /**
   * Notes that a submit with this much work took about this long. A time that the blur may have made says only that it was
   * no longer than both together, and that the next may have twice the work: taken at its word, a small slice would look
   * slow, the next be cut smaller, and look slower still.
   */
  learn(work: number, milliseconds: number): void {
    const blur = this.#blur ?? 0;
    const rate =
      milliseconds > 1.5 * blur
        ? work / Math.max(milliseconds, 0.1)
        : Math.max(this.#rate, work / (milliseconds + blur), (2 * work) / SLICE_MS);
    this.#rate = Math.max(rate, 1);
  }
}
