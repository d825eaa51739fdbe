/**
 * Times sessions against each other.
 */
import type { Gpu } from '../../gpu/device';
import { reportDelayMs } from '../../gpu/reportDelay';
import { inErrorScopes } from '../../gpu/scopes';
import type { Session } from '../run/session';

/** A shorter span is mostly latency, and the clocks of browsers tick in tenths of a millisecond. */
const SPAN_MS = 5;

/** A measurement this many spans long makes latency negligible, so the second, doubled one is skipped. */
const LONG_SPANS = 5;

const MOST_REPEATS = 200;

/** Times the passes that sessions are repeated in, by timestamps where the device has them. */
export class Stopwatch {
  readonly #gpu: Gpu;
  readonly #stamps: Timestamps | undefined;
  /** Milliseconds from the end of a submit until the browser reports it; 0 until the first glance. */
  #latency = 0;

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
    this.#stamps = gpu.device.features.has('timestamp-query') ? new Timestamps(gpu.device) : undefined;
  }

  /** Milliseconds of a pass with this many runs; by the clock, the latency of the report is included. */
  async time(session: Session, repeats: number): Promise<number> {
    if (this.#stamps) return this.#gpu.whileAlive(this.#stamps.time(session, repeats));
    const began = performance.now();
    const taken = session.repeat(repeats);
    await this.#gpu.whileAlive(Promise.all([taken, this.#gpu.device.queue.onSubmittedWorkDone()]));
    return performance.now() - began;
  }

  /** Milliseconds of one run, roughly. Laps need it first. */
  async glance(session: Session): Promise<number> {
    if (!this.#stamps) this.#latency = await this.#gpu.whileAlive(reportDelayMs(this.#gpu.device));
    return Math.max((await this.time(session, 1)) - this.#latency, 0.01);
  }

  /** Laps of a session; `once` is a glance at it, in milliseconds. */
  lap(session: Session, once: number): Lap {
    const spanMs = Math.max(SPAN_MS, 2 * this.#latency);
    const repeats = Math.min(MOST_REPEATS, Math.ceil(spanMs / once));
    return new Lap((times) => this.time(session, times * repeats), repeats, LONG_SPANS * spanMs);
  }

  destroy(): void {
    this.#stamps?.destroy();
  }
}

/** The shortest times of one span and of two: their difference leaves out the cost of a submit. */
class Lap {
  readonly #time: (spans: number) => Promise<number>;
  readonly #repeats: number;
  readonly #longMs: number;
  #one = Infinity;
  #two = Infinity;

  constructor(time: (spans: number) => Promise<number>, repeats: number, longMs: number) {
    this.#time = time;
    this.#repeats = repeats;
    this.#longMs = longMs;
  }

  async measure(): Promise<void> {
    this.#one = Math.min(this.#one, await this.#time(1));
    if (this.#one < this.#longMs) this.#two = Math.min(this.#two, await this.#time(2));
  }

  /** Milliseconds of one run. */
  get milliseconds(): number {
    return (this.#two < Infinity ? Math.max(this.#two - this.#one, 0) : this.#one) / this.#repeats;
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
    const timestampWrites = { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
    const taken = session.repeat(repeats, { timestampWrites });
    const mapped = inErrorScopes(this.#device, 'timestamps', () => {
      const encoder = this.#device.createCommandEncoder();
      encoder.resolveQuerySet(querySet, 0, 2, this.#resolved, 0);
      encoder.copyBufferToBuffer(this.#resolved, 0, this.#staging, 0, 16);
      this.#device.queue.submit([encoder.finish()]);
      return this.#staging.mapAsync(GPUMapMode.READ);
    });
    await Promise.all([taken, mapped]);
    const [began = 0n, ended = 0n] = new BigUint64Array(this.#staging.getMappedRange().slice(0));
    this.#staging.unmap();
    return Number(ended - began) / 1e6;
  }

  destroy(): void {
    for (const resource of [this.#querySet, this.#resolved, this.#staging]) resource.destroy();
  }
}
