/**
 * A plan on a device: pipelines, weights and buffers, and the runs.
 */
import { fromBlocked } from '../core/tensor';
import { emptyBuffer, storageBuffer } from '../gpu/buffers';
import type { Gpu } from '../gpu/device';
import { bind, type Pipeline, type PipelineCache } from '../gpu/pipelines';
import { link } from '../gpu/wgsl';
import { library } from '../kernels/library';
import { kernelNamed } from '../kernels/registry';
import type { PackedWeight } from '../core/weights';
import type { Binding, Plan, PlanStep } from './plan';
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
      label: 'logits',
      size: plan.output[0] * Math.ceil(plan.output[1] / 4) * 16,
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

  /** Runs the plan on what the input buffer holds; gives the logits [N, classes], row-major. */
  async run(signal?: AbortSignal): Promise<Float32Array<ArrayBuffer>> {
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
    const logits = fromBlocked(new Float32Array(this.#staging.getMappedRange()), this.plan.output);
    this.#staging.unmap();
    return logits;
  }

  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
    this.#staging.destroy();
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
      const logits = this.#buffers[this.plan.outputBuffer] as GPUBuffer;
      encoder.copyBufferToBuffer(logits, 0, this.#staging, 0, this.#staging.size);
    }
    return encoder.finish();
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
