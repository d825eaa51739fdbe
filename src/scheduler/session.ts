/**
 * A plan on a device: pipelines, weights and buffers, and the runs.
 */
import { activationBytes, fromBlocked, type HostTensor } from '../core/tensor';
import { emptyBuffer, storageBuffer } from '../gpu/buffers';
import type { Gpu } from '../gpu/device';
import { bind, type Pipeline, type PipelineCache } from '../gpu/pipelines';
import { link } from '../gpu/wgsl';
import { library } from '../kernels/library';
import { kernelNamed } from '../kernels/registry';
import type { PackedWeight } from '../core/weights';
import type { Binding, Plan, PlanOutput, PlanStep } from './plan';
import type { Pace } from './slices';

/** Weights on the GPU, shared by the sessions of all batch sizes. */
export class GpuWeights {
  readonly #device: GPUDevice;
  readonly #buffers = new Map<string, { readonly weight: GPUBuffer; readonly bias: GPUBuffer }>();
  /** Bytes on the GPU. */
  bytes = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  get count(): number {
    return this.#buffers.size;
  }

  upload({ name, weight, bias }: PackedWeight): void {
    this.#buffers.set(name, {
      weight: storageBuffer(this.#device, `${name}.weight`, weight),
      bias: storageBuffer(this.#device, `${name}.bias`, bias),
    });
    this.bytes += weight.byteLength + bias.byteLength;
  }

  buffer(binding: { readonly weight: string } | { readonly bias: string }): GPUBuffer | undefined {
    return 'weight' in binding ? this.#buffers.get(binding.weight)?.weight : this.#buffers.get(binding.bias)?.bias;
  }

  destroy(): void {
    for (const { weight, bias } of this.#buffers.values()) {
      weight.destroy();
      bias.destroy();
    }
    this.#buffers.clear();
  }
}

interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: PlanStep['workgroups'];
}

/** Compiles every distinct program of a plan, all at once. Throws a ShaderError. */
export function compilePlan(plan: Plan, pipelines: PipelineCache): Promise<Pipeline[]> {
  return Promise.all(
    plan.steps.map(({ kernel, parameters, slots }) => {
      const { name, source } = kernelNamed(kernel);
      return pipelines.get(link({ name, source, parameters, slots }, library));
    }),
  );
}

/** One plan ready to run, for one input shape. Runs must not overlap. */
export class Session {
  readonly plan: Plan;
  readonly #gpu: Gpu;
  readonly #pace: Pace;
  readonly #buffers: readonly GPUBuffer[];
  readonly #staging: GPUBuffer;
  readonly #dispatches: readonly Dispatch[];

  /** `compiled` are the pipelines of the plan's steps, from `compilePlan`. */
  constructor(gpu: Gpu, plan: Plan, compiled: readonly Pipeline[], weights: GpuWeights, pace: Pace) {
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
    const resolve = (binding: Binding): GPUBuffer | undefined =>
      'buffer' in binding ? buffers[binding.buffer] : weights.buffer(binding);
    this.#dispatches = plan.steps.map(({ bindings, workgroups }, i) => {
      const pipeline = compiled[i] as Pipeline;
      const resources: Record<string, GPUBuffer> = {};
      for (const [variable, binding] of Object.entries(bindings)) {
        const buffer = resolve(binding);
        if (buffer) resources[variable] = buffer; // `bind` names a variable that stays without one
      }
      return { pipeline: pipeline.pipeline, bindGroup: bind(device, pipeline, resources), workgroups };
    });
  }

  /** The input [N, 3, H, W] as NC4HW4: write it before a run; a run leaves it as it is. */
  get input(): GPUBuffer {
    return this.#buffers[0] as GPUBuffer;
  }

  /** Runs the plan on what the input buffer holds; gives the plan's outputs [N, C, H, W], row-major. */
  async run(signal?: AbortSignal): Promise<HostTensor[]> {
    const { device } = this.#gpu;
    const work = this.plan.steps.map((step) => step.work);
    for (let start = 0; start < work.length;) {
      signal?.throwIfAborted();
      this.#gpu.check();
      const end = this.#pace.sliceEnd(work, start);
      const began = performance.now();
      device.queue.submit([this.#encode(start, end)]);
      await Promise.race([end < work.length ? device.queue.onSubmittedWorkDone() : this.#mapped(), this.#gpu.lost]);
      this.#pace.learn(sum(work.slice(start, end)), performance.now() - began);
      start = end;
    }
    const staged = this.#staging.getMappedRange();
    const outputs = this.#places().map(({ shape, offset, bytes }) => ({
      shape,
      data: fromBlocked(new Float32Array(staged, offset, bytes / 4), shape),
    }));
    this.#staging.unmap();
    return outputs;
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

  #mapped(): Promise<undefined> {
    return this.#staging.mapAsync(GPUMapMode.READ);
  }

  #encode(start: number, end: number): GPUCommandBuffer {
    const encoder = this.#gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { pipeline, bindGroup, workgroups } of this.#dispatches.slice(start, end)) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...workgroups);
    }
    pass.end();
    if (end === this.#dispatches.length) {
      for (const { buffer, offset, bytes } of this.#places())
        encoder.copyBufferToBuffer(this.#buffers[buffer] as GPUBuffer, 0, this.#staging, offset, bytes);
    }
    return encoder.finish();
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
