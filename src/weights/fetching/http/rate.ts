/**
 * How fast bytes come, smoothed over some seconds.
 */

/** The weight of what came earlier falls by a factor of e in this time. */
const MEMORY_MILLISECONDS = 3000;

/** Before that, a rate would say how the first pieces happened to be bundled. */
const FIRST_MILLISECONDS = 500;

/** Pieces that come closer together are taken as one. */
const STEP_MILLISECONDS = 100;

export class Rate {
  readonly #began: number;
  #last: number;
  #pending = 0;
  /** Sums over the past, older seconds weighing less. */
  #bytes = 0;
  #milliseconds = 0;

  constructor(now: number) {
    this.#began = now;
    this.#last = now;
  }

  /** Bytes have come. */
  add(bytes: number, now: number): void {
    this.#pending += bytes;
    const passed = now - this.#last;
    if (passed < STEP_MILLISECONDS) return;
    const kept = Math.exp(-passed / MEMORY_MILLISECONDS);
    this.#bytes = this.#bytes * kept + this.#pending;
    this.#milliseconds = this.#milliseconds * kept + passed;
    this.#pending = 0;
    this.#last = now;
  }

  /** Undefined in the first half second. */
  get bytesPerSecond(): number | undefined {
    if (this.#last - this.#began < FIRST_MILLISECONDS) return undefined;
    return (this.#bytes / this.#milliseconds) * 1000;
  }
}
