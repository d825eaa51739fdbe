/**
 * The cutting of a run into submits. Drivers reset on long submits, pages freeze behind them, and a run can be cancelled
 * only between them; but each submit costs time.
 */

/** Milliseconds that one submit should take at most, and below which a run is not cut at all. */
export const SLICE_MS = 100;

/** Work per millisecond that is assumed until a submit was measured: that of a slow software rasterizer. */
const FIRST_RATE = 1e6;

/** The factor by which one submit may raise the rate. */
const GROWTH = 4;

/** Learns the rate of a device, and says how many of the next steps fit in one submit. */
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
   * Learns from a submit's work and time. The browser may report up to `reportDelayMs` late. If the measured time is within 1.5
   * of that delay it is only an upper bound: the rate is kept or raised, and the next slice has at most twice the work.
   * Else a small slice would look slow, the next would be cut smaller, and look slower still. A very short time is not
   * trusted either: two submits may be reported at once.
   */
  learn(work: number, milliseconds: number, reportDelayMs = 0): void {
    const rate =
      milliseconds > 1.5 * reportDelayMs
        ? work / milliseconds
        : Math.max(this.#rate, work / Math.max(milliseconds + reportDelayMs, 0.1), (2 * work) / SLICE_MS);
    const most = GROWTH * Math.max(this.#rate, work / SLICE_MS);
    this.#rate = Math.max(Math.min(rate, most), 1);
  }
}
