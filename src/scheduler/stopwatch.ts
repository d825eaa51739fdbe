/**
 * Times sessions against each other.
 */
import type { Gpu } from '../gpu/device';
import type { Session } from './session';

/** A submit that takes less is mostly latency, and the clocks of browsers tick in tenths of a millisecond. */
const SPAN_MS = 5;

/** From here on a submit's latency does not count, and a second one would only be waited for. */
const LONG_MS = 25;

const MOST_REPEATS = 200;

/** Milliseconds of the passes that a session is repeated in, by timestamps where the device has them. */
export class Stopwatch {
  readonly #gpu: Gpu;
  readonly #stamps: Timestamps | undefined;

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
    this.#stamps = gpu.device.features.has('timestamp-query') ? new Timestamps(gpu.device) : undefined;
  }

  /** So many runs in one pass, from its begin to its end; by the clock with what it takes to submit and to hear of it. */
  async time(session: Session, repeats: number): Promise<number> {
    if (this.#stamps) return this.#gpu.whileAlive(this.#stamps.time(session, repeats));
    const began = performance.now();
    session.repeat(repeats);
    await this.#gpu.whileAlive(this.#gpu.device.queue.onSubmittedWorkDone());
    return performance.now() - began;
  }

  /** Repeats that take long enough to be timed. The first run warms up. */
  async repeatsOf(session: Session): Promise<number> {
    await this.time(session, 1);
    const once = await this.time(session, 1);
    return Math.min(MOST_REPEATS, Math.max(1, Math.ceil(SPAN_MS / Math.max(once, 0.01))));
  }

  destroy(): void {
    this.#stamps?.destroy();
  }
}

/** The shortest times of one and of two spans of repeats: the difference is free of what a submit costs. */
export class Lap {
  readonly #repeats: number;
  #one = Infinity;
  #two = Infinity;

  constructor(repeats: number) {
    this.#repeats = repeats;
  }

  async measure(time: (repeats: number) => Promise<number>): Promise<void> {
    this.#one = Math.min(this.#one, await time(this.#repeats));
    if (this.#one < LONG_MS) this.#two = Math.min(this.#two, await time(2 * this.#repeats));
  }

  /** Milliseconds of one run. */
  get milliseconds(): number {
    const span = this.#one < LONG_MS ? Math.max(this.#two - this.#one, 0) : this.#one;
    return span / this.#repeats;
  }
}

class Timestamps {
  readonly #device: GPUDevice;
  readonly #querySet: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #staging: GPUBuffer;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#querySet = device.createQuerySet({ type: 'timestamp', count: 2 });
    this.#resolved = device.createBuffer({ size: 16, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
    this.#staging = device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  }

  async time(session: Session, repeats: number): Promise<number> {
    const querySet = this.#querySet;
    session.repeat(repeats, { timestampWrites: { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 } });
    const encoder = this.#device.createCommandEncoder();
    encoder.resolveQuerySet(querySet, 0, 2, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#staging, 0, 16);
    this.#device.queue.submit([encoder.finish()]);
    await this.#staging.mapAsync(GPUMapMode.READ);
    const [began = 0n, ended = 0n] = new BigUint64Array(this.#staging.getMappedRange().slice(0));
    this.#staging.unmap();
    return Number(ended - began) / 1e6;
  }

  destroy(): void {
    for (const resource of [this.#querySet, this.#resolved, this.#staging]) resource.destroy();
  }
}
