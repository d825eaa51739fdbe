/**
 * A plan on a device: pipelines, weights and buffers, and the runs.
 */
import { GpuMemoryError } from '../../core/errors';
import { need, needAt } from '../../core/need';
import { Pauses } from '../../core/pauses';
import { activationBytes, fromBlocked } from '../../core/tensor';
import { emptyBuffer, storageBuffer } from '../../gpu/buffers';
import type { Gpu } from '../../gpu/device';
import { hearingMs } from '../../gpu/reportDelay';
import { inErrorScopes, makeInErrorScopes } from '../../gpu/scopes';
import { bind, type Pipeline, type PipelineCache } from '../../gpu/pipelines';
import { library } from '../../kernels/includes';
import { shaderNamed } from '../../kernels/choosing/registry';
import type { NodeId, Outputs } from '../../model/graph';
import { isComplete, type PackedWeight } from '../../core/weights';
import type { Binding, DerivedWeight, Plan, PlanOutput, PlanStep } from '../plan/plan';
import type { Pace } from './pace';

/** Weights on the GPU, shared by the sessions of all batch sizes. */
export class GpuWeights {
  readonly #device: GPUDevice;
  readonly #buffers = new Map<string, { readonly weight: GPUBuffer; readonly bias: GPUBuffer }>();
  /** Bytes of those that were derived from others, by name. */
  readonly #derived = new Map<string, number>();
  /** The weight of which pieces are still to come. */
  #begun: GPUBuffer | undefined;
  /** Bytes on the GPU. */
  bytes = 0;
  /** Bytes on the GPU of what was derived from them. */
  derivedBytes = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  get count(): number {
    return this.#buffers.size;
  }

  /** Takes a weight, or the pieces of one in their order. */
  upload(packed: PackedWeight): void {
    const { name, weight, bias, piece = { from: 0, of: weight.byteLength } } = packed;
    this.#begun ??= emptyBuffer(this.#device, `${name}.weight`, piece.of);
    this.#device.queue.writeBuffer(this.#begun, piece.from, weight);
    this.bytes += weight.byteLength + bias.byteLength;
    if (!isComplete(packed)) return;
    this.#buffers.set(name, { weight: this.#begun, bias: storageBuffer(this.#device, `${name}.bias`, bias) });
    this.#begun = undefined;
  }

  /** Whether a weight is there, uploaded or derived. */
  has(name: string): boolean {
    return this.#buffers.has(name);
  }

  /** Makes room for a weight that a dispatch fills; its bias is zeros. */
  reserve({ name, weightBytes, biasBytes }: DerivedWeight): void {
    this.#buffers.set(name, {
      weight: emptyBuffer(this.#device, `${name}.weight`, weightBytes),
      bias: emptyBuffer(this.#device, `${name}.bias`, biasBytes),
    });
    this.#derived.set(name, weightBytes + biasBytes);
    this.derivedBytes += weightBytes + biasBytes;
  }

  /** Frees derived weights, all by default: other plans want other ones. No session may use them any more. */
  dropDerived(names: Iterable<string> = [...this.#derived.keys()]): void {
    for (const name of names) {
      const { weight, bias } = this.#buffers.get(name) ?? {};
      weight?.destroy();
      bias?.destroy();
      this.#buffers.delete(name);
      this.derivedBytes -= this.#derived.get(name) ?? 0;
      this.#derived.delete(name);
    }
  }

  /** The buffer of a weight or of a bias, which is there. */
  buffer(binding: { readonly weight: string } | { readonly bias: string }): GPUBuffer {
    return 'weight' in binding
      ? need(this.#buffers, binding.weight, 'weight').weight
      : need(this.#buffers, binding.bias, 'bias').bias;
  }

  /** Frees all; others may be uploaded afterwards. */
  destroy(): void {
    for (const { weight, bias } of this.#buffers.values()) {
      weight.destroy();
      bias.destroy();
    }
    this.#begun?.destroy();
    this.#begun = undefined;
    this.#buffers.clear();
    this.#derived.clear();
    this.bytes = 0;
    this.derivedBytes = 0;
  }
}

interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: PlanStep['workgroups'];
}

/** A submit under way: its work, when it was handed over, and when it is done. */
interface Slice {
  readonly work: number;
  readonly began: number;
  readonly done: Promise<number>;
}

/** The pipelines of a plan's steps, and of its derived weights. */
export interface CompiledPlan {
  readonly steps: readonly Pipeline[];
  readonly derived: readonly Pipeline[];
}

/** Compiles every distinct program of a plan, all at once; tells how many of how many are done. Throws a ShaderError. */
export async function compilePlan(
  plan: Plan,
  pipelines: PipelineCache,
  onProgram?: (done: number, total: number) => void,
  pauses = new Pauses(),
): Promise<CompiledPlan> {
  const compiling: Promise<Pipeline>[] = [];
  for (const { kernel, parameters, slots } of [...plan.steps, ...plan.derived]) {
    await pauses.due(); // linking all of them takes longer than a page should be held up
    const { name, source } = shaderNamed(kernel);
    const program = pipelines.get({ name, source, parameters, slots }, library);
    program.catch(() => undefined); // awaited below; an earlier failure must not go unhandled
    compiling.push(program);
  }
  const programs = new Set(compiling);
  let done = 0;
  if (onProgram)
    for (const program of programs)
      void program.then(
        () => onProgram(++done, programs.size),
        () => undefined,
      );
  const compiled = await Promise.all(compiling);
  return { steps: compiled.slice(0, plan.steps.length), derived: compiled.slice(plan.steps.length) };
}

/** One plan ready to run, for one input shape. Runs must not overlap. */
export class Session {
  readonly plan: Plan;
  readonly #gpu: Gpu;
  readonly #pace: Pace;
  readonly #buffers: readonly GPUBuffer[];
  readonly #staging: GPUBuffer;
  readonly #dispatches: readonly Dispatch[];

  /**
   * `compiled` are the pipelines of the plan's steps, from `compilePlan`. Throws a GpuMemoryError if the device has no
   * room for the plan's buffers; nothing of it stays behind then.
   */
  static async create(gpu: Gpu, plan: Plan, compiled: CompiledPlan, weights: GpuWeights, pace: Pace): Promise<Session> {
    checkLimits(plan, gpu.device.limits);
    const missing = plan.derived.map(({ name }) => name).filter((name) => !weights.has(name));
    const make = (): Session => {
      derive(gpu.device, plan, compiled.derived, weights);
      return new Session(gpu, plan, compiled.steps, weights, pace);
    };
    try {
      return await gpu.whileAlive(makeInErrorScopes(gpu.device, nameOf(plan), make));
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
      size: plan.outputs.reduce((bytes, { shape }) => bytes + activationBytes(shape), 0),
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
    const resolve = (binding: Binding): GPUBuffer =>
      'buffer' in binding ? needAt(buffers, binding.buffer, 'activation buffer') : weights.buffer(binding);
    const dispatchOf = ({ name, bindings, workgroups }: PlanStep, i: number): Dispatch => {
      const pipeline = needAt(compiled, i, `pipeline of ${name},`);
      const resources = Object.fromEntries(
        Object.entries(bindings).map(([variable, binding]) => [variable, resolve(binding)]),
      );
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
    const work = this.plan.steps.map((step) => step.work);
    const hearing = await this.#gpu.whileAlive(hearingMs(this.#gpu.device));
    let free = 0;
    const finish = async (slice: Slice): Promise<void> => {
      const done = await slice.done;
      this.#pace.learn(slice.work, done - Math.max(slice.began, free), hearing);
      free = done;
    };
    // While one slice runs, the next waits behind it: the device does not idle until somebody hears that it is done.
    const running: Slice[] = [];
    try {
      for (let start = 0; start < work.length;) {
        signal?.throwIfAborted();
        this.#gpu.check();
        const end = this.#pace.sliceEnd(work, start);
        running.push(this.#submit(start, end));
        if (running.length > 1) await finish(running.shift() as Slice);
        start = end;
      }
      for (const slice of running) await finish(slice);
    } catch (error) {
      await Promise.allSettled(running.map(({ done }) => done)); // whatever runs next has the device for itself
      this.#staging.unmap();
      throw error;
    }
    const staged = this.#staging.getMappedRange();
    const outputs = this.#places().map(({ name, shape, offset, bytes }) => {
      const data = fromBlocked(new Float32Array(staged, offset, bytes / 4), shape);
      return [name, { shape, data }] as const;
    });
    this.#staging.unmap();
    return new Map(outputs);
  }

  /**
   * Submits the plan so many times over in one pass, and leaves the outputs on the GPU: for those who time it. Resolves
   * when the device has taken it.
   */
  async repeat(times: number, pass: GPUComputePassDescriptor = {}): Promise<void> {
    const { device } = this.#gpu;
    await inErrorScopes(device, nameOf(this.plan), () => {
      const encoder = device.createCommandEncoder();
      const encoded = encoder.beginComputePass(pass);
      for (let time = 0; time < times; time++) dispatch(encoded, this.#dispatches);
      encoded.end();
      device.queue.submit([encoder.finish()]);
    });
  }

  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
    this.#staging.destroy();
  }

  /** The outputs one behind the other in the staging buffer. */
  #places(): readonly (PlanOutput & { readonly offset: number; readonly bytes: number })[] {
    let end = 0;
    return this.plan.outputs.map((output) => {
      const bytes = activationBytes(output.shape);
      const offset = end;
      end += bytes;
      return { ...output, offset, bytes };
    });
  }

  #submit(start: number, end: number): Slice {
    const { device } = this.#gpu;
    const isLast = end === this.#dispatches.length;
    const began = performance.now();
    const over = inErrorScopes<Promise<unknown>>(device, nameOf(this.plan), () => {
      device.queue.submit([this.#encode(start, end)]);
      return isLast ? this.#staging.mapAsync(GPUMapMode.READ) : device.queue.onSubmittedWorkDone();
    });
    const done = this.#gpu.whileAlive(over).then(() => performance.now());
    done.catch(() => undefined); // awaited when the next slice is submitted; an earlier failure must not go unhandled
    return { work: sum(this.plan.steps.slice(start, end).map((step) => step.work)), began, done };
  }

  #encode(start: number, end: number): GPUCommandBuffer {
    const encoder = this.#gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    dispatch(pass, this.#dispatches.slice(start, end));
    pass.end();
    if (end === this.#dispatches.length) {
      for (const { buffer, offset, bytes } of this.#places())
        encoder.copyBufferToBuffer(needAt(this.#buffers, buffer, 'buffer'), 0, this.#staging, offset, bytes);
    }
    return encoder.finish();
  }
}

function dispatch(pass: GPUComputePassEncoder, dispatches: readonly Dispatch[]): void {
  for (const { pipeline, bindGroup, workgroups } of dispatches) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(...workgroups);
  }
}

/** Computes the derived weights that are not there yet, each in a submit of its own: the largest take a while. */
function derive(device: GPUDevice, plan: Plan, compiled: readonly Pipeline[], weights: GpuWeights): void {
  plan.derived.forEach((wanted, i) => {
    if (weights.has(wanted.name)) return;
    weights.reserve(wanted);
    const resources = {
      weights: weights.buffer({ weight: wanted.from }),
      bias: weights.buffer({ bias: wanted.from }),
      output: weights.buffer({ weight: wanted.name }),
    };
    const pipeline = needAt(compiled, i, `pipeline of ${wanted.name},`);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline.pipeline);
    pass.setBindGroup(0, bind(device, pipeline, resources));
    pass.dispatchWorkgroups(...wanted.workgroups);
    pass.end();
    device.queue.submit([encoder.finish()]);
  });
}

const nameOf = ({ input }: Plan): string => `a run on an input of ${input.join('x')}`;

/** Throws a GpuMemoryError where a plan needs more than the device's limits let in. */
function checkLimits(plan: Plan, limits: GPUSupportedLimits): void {
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const needed = Math.max(...plan.buffers);
  const workgroups = Math.max(...plan.steps.flatMap((step) => step.workgroups));
  if (needed > most || workgroups > limits.maxComputeWorkgroupsPerDimension)
    throw new GpuMemoryError(
      `${nameOf(plan)} needs a buffer of ${mega(needed)} MB, and this GPU's limit is ${mega(most)} MB; choose a smaller input`,
    );
}

const mega = (bytes: number): string => (bytes / 1e6).toFixed(0);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
