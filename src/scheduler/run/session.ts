/**
 * A plan on a device: its buffers, and the runs.
 */
import { halvesToFloats } from '../../core/bits/half';
import { needAt } from '../../core/need';
import { activationBytes, fromBlocked } from '../../core/tensor';
import { emptyBuffer } from '../../gpu/buffers';
import type { Gpu } from '../../gpu/device';
import { bind, type Pipeline, sizesBuffer } from '../../gpu/pipelines';
import { SIZES } from '../../gpu/openSizes';
import { reportDelayMs } from '../../gpu/reportDelay';
import { inErrorScopes, makeInErrorScopes } from '../../gpu/scopes';
import type { NodeId, Outputs } from '../../model/graph';
import type { Binding, Plan, PlanOutput, PlanStep } from '../plan/plan';
import type { CompiledPlan } from './compile';
import { derive } from './derive';
import { buffersOf, type Dispatch, dispatch } from './dispatch';
import { checkLimits, runNameOf, stagingBytesOf } from './limits';
import type { Pace } from './turns/pace';
import type { GpuWeights } from './weights';

/** A submit under way: its work, when it was handed over, and when it is done. */
interface Slice {
  readonly work: number;
  readonly began: number;
  readonly done: Promise<number>;
}

/** Some bytes of one of the plan's outputs, and where they go. */
export interface OutputCopy {
  /** The number of the output in the plan. */
  readonly output: number;
  readonly from: number;
  readonly bytes: number;
  readonly to: GPUBuffer;
  readonly at: number;
}

/** What follows the last step. */
interface Ending {
  readonly encode: (encoder: GPUCommandEncoder) => void;
  /** Resolves when all is done. */
  readonly done: () => Promise<unknown>;
}

/** One plan ready to run, for one input shape. Runs must not overlap. */
export class Session {
  readonly plan: Plan;
  readonly #gpu: Gpu;
  readonly #pace: Pace;
  readonly #buffers: readonly GPUBuffer[];
  readonly #staging: GPUBuffer;
  /** Those of steps whose programs leave them open. */
  readonly #sizes: GPUBuffer[] = [];
  readonly #dispatches: readonly Dispatch[];

  /**
   * `compiled` are the pipelines of the plan's steps, from `compilePlan`. Throws a GpuMemoryError if the device has no
   * memory for the plan's buffers, and frees those that were made.
   */
  static async create(gpu: Gpu, plan: Plan, compiled: CompiledPlan, weights: GpuWeights, pace: Pace): Promise<Session> {
    checkLimits(plan, gpu.device.limits);
    const missing = plan.derived.map(({ name }) => name).filter((name) => !weights.has(name));
    const make = (): Session => {
      derive(gpu.device, plan, compiled.derived, weights);
      return new Session(gpu, plan, compiled.steps, weights, pace);
    };
    try {
      return await gpu.whileAlive(makeInErrorScopes(gpu.device, runNameOf(plan), make));
    } catch (error) {
      weights.dropDerived(missing); // refused ones hold nothing
      throw error;
    }
  }

  private constructor(gpu: Gpu, plan: Plan, compiled: readonly Pipeline[], weights: GpuWeights, pace: Pace) {
    const { device } = gpu;
    this.plan = plan;
    this.#gpu = gpu;
    this.#pace = pace;
    const buffers = plan.buffers.map((bytes, i) => emptyBuffer(device, `activation ${i}`, bytes));
    this.#buffers = buffers;
    this.#staging = device.createBuffer({
      label: 'outputs',
      size: stagingBytesOf(plan),
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
    const resolve = (binding: Binding): GPUBuffer =>
      'buffer' in binding ? needAt(buffers, binding.buffer, 'activation buffer') : weights.buffer(binding);
    const dispatchOf = ({ name, bindings, parameters, workgroups }: PlanStep, i: number): Dispatch => {
      const pipeline = needAt(compiled, i, `pipeline of ${name},`);
      const resources = buffersOf(bindings, resolve);
      const sizes = sizesBuffer(device, pipeline, parameters);
      if (sizes) {
        this.#sizes.push(sizes);
        resources[SIZES] = sizes;
      }
      return { pipeline: pipeline.pipeline, bindGroup: bind(device, pipeline, resources), workgroups };
    };
    try {
      this.#dispatches = plan.steps.map(dispatchOf);
    } catch (error) {
      this.destroy();
      throw error;
    }
  }

  /** The input [N, 3, H, W] as NC4HW4: write it before a run; a run leaves it as it is. */
  get input(): GPUBuffer {
    return this.inputOf(0);
  }

  /** One of several inputs, by its node. */
  inputOf(id: NodeId): GPUBuffer {
    return needAt(this.#buffers, id, 'buffer of input');
  }

  /** Runs the plan on what the input buffer holds; gives the plan's outputs by name, each [N, C, H, W] row-major. */
  async run(signal?: AbortSignal): Promise<Outputs> {
    try {
      await this.#runSlices(signal, {
        encode: (encoder) => {
          for (const { buffer, offset, bytes } of this.#places())
            encoder.copyBufferToBuffer(needAt(this.#buffers, buffer, 'buffer'), 0, this.#staging, offset, bytes);
        },
        done: () => this.#staging.mapAsync(GPUMapMode.READ),
      });
    } catch (error) {
      this.#staging.unmap();
      throw error;
    }
    const staged = this.#staging.getMappedRange();
    const outputs = this.#places().map(({ name, shape, precision, offset, bytes }) => {
      const blocked =
        precision === 'f16'
          ? halvesToFloats(new Uint16Array(staged, offset, bytes / 2))
          : new Float32Array(staged, offset, bytes / 4);
      return [name, { shape, data: fromBlocked(blocked, shape) }] as const;
    });
    this.#staging.unmap();
    return new Map(outputs);
  }

  /** The same, but copies outputs, as NC4HW4, to other buffers of the device; resolves when they are there. */
  async runInto(copies: readonly OutputCopy[], signal?: AbortSignal): Promise<void> {
    await this.#runSlices(signal, {
      encode: (encoder) => {
        for (const { output, from, to, at, bytes } of copies) {
          const { buffer } = needAt(this.plan.outputs, output, 'output');
          encoder.copyBufferToBuffer(needAt(this.#buffers, buffer, 'buffer'), from, to, at, bytes);
        }
      },
      done: () => this.#gpu.device.queue.onSubmittedWorkDone(),
    });
  }

  async #runSlices(signal: AbortSignal | undefined, ending: Ending): Promise<void> {
    const work = this.plan.steps.map((step) => step.work);
    const reportDelay = await this.#gpu.whileAlive(reportDelayMs(this.#gpu.device));
    let free = 0;
    const finish = async (slice: Slice): Promise<void> => {
      const done = await slice.done;
      this.#pace.learn(slice.work, done - Math.max(slice.began, free), reportDelay);
      free = done;
    };
    // While one slice runs, the next waits behind it: else the device would idle until the browser reports the first.
    const running: Slice[] = [];
    try {
      for (let start = 0; start < work.length;) {
        signal?.throwIfAborted();
        this.#gpu.check();
        const end = this.#pace.sliceEnd(work, start);
        running.push(this.#submit(start, end, ending));
        if (running.length > 1) await finish(running.shift() as Slice);
        start = end;
      }
      for (const slice of running) await finish(slice);
    } catch (error) {
      await Promise.allSettled(running.map(({ done }) => done)); // whatever runs next has the device for itself
      throw error;
    }
  }

  /**
   * Submits a pass that repeats the plan, and leaves the outputs on the GPU: timing needs no more. Resolves when the device
   * has accepted the submit.
   */
  async repeat(times: number, pass: GPUComputePassDescriptor = {}): Promise<void> {
    const { device } = this.#gpu;
    await inErrorScopes(device, runNameOf(this.plan), () => {
      const encoder = device.createCommandEncoder();
      const encoded = encoder.beginComputePass(pass);
      for (let time = 0; time < times; time++) dispatch(encoded, this.#dispatches);
      encoded.end();
      device.queue.submit([encoder.finish()]);
    });
  }

  destroy(): void {
    for (const buffer of [...this.#buffers, ...this.#sizes]) buffer.destroy();
    this.#staging.destroy();
  }

  /** The offset of each output in the staging buffer, where they follow each other. */
  #places(): readonly (PlanOutput & { readonly offset: number; readonly bytes: number })[] {
    let end = 0;
    return this.plan.outputs.map((output) => {
      const bytes = activationBytes(output.shape, output.precision);
      const offset = end;
      end += bytes;
      return { ...output, offset, bytes };
    });
  }

  #submit(start: number, end: number, ending: Ending): Slice {
    const { device } = this.#gpu;
    const isLast = end === this.#dispatches.length;
    const began = performance.now();
    const over = inErrorScopes<Promise<unknown>>(device, runNameOf(this.plan), () => {
      device.queue.submit([this.#encode(start, end, isLast ? ending : undefined)]);
      return isLast ? ending.done() : device.queue.onSubmittedWorkDone();
    });
    const done = this.#gpu.whileAlive(over).then(() => performance.now());
    done.catch(() => undefined); // awaited when the next slice is submitted; an earlier failure must not go unhandled
    return { work: sum(this.plan.steps.slice(start, end).map((step) => step.work)), began, done };
  }

  #encode(start: number, end: number, ending: Ending | undefined): GPUCommandBuffer {
    const encoder = this.#gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    dispatch(pass, this.#dispatches.slice(start, end));
    pass.end();
    ending?.encode(encoder);
    return encoder.finish();
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
