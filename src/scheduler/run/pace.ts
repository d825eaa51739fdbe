/**
 * How a run is cut into submits. Drivers reset on long submits, a page freezes behind them, and a run can be cancelled
 * only between them; but each submit has its price.
 */

/** Milliseconds that one submit should take at most, and below which a run is not cut at all. */
export const SLICE_MS = 100;

/** Work per millisecond that any adapter is trusted with before one is measured: a slow software rasterizer's. */
const FIRST_RATE = 1e6;

/** How many times faster than thought a device may seem after one submit. */
const GROWTH = 4;

/** Learns how fast a device is, and says how many of the next steps fit in one submit. */
export class Pace {
  #rate = FIRST_RATE;

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
   * Notes that a submit with this much work took about this long, heard at most `hearingMs` late. A time that the hearing
   * may have made says only that it was no longer than both together, and that the next may have twice the work: taken at
   * its word, a small slice would look slow, the next be cut smaller, and look slower still. Nor is a very short time taken
   * at its word: where two submits are heard of at once, the second seems to have taken none.
   */
  learn(work: number, milliseconds: number, hearingMs = 0): void {
    const rate =
      milliseconds > 1.5 * hearingMs
        ? work / milliseconds
        : Math.max(this.#rate, work / Math.max(milliseconds + hearingMs, 0.1), (2 * work) / SLICE_MS);
    const most = GROWTH * Math.max(this.#rate, work / SLICE_MS);
    this.#rate = Math.max(Math.min(rate, most), 1);
  }
}
