/**
 * What a compute pass is made of.
 */
import type { Workgroups } from '../../kernels/launch';
import type { Bindings } from '../plan/plan';

/** A pipeline with its buffers and its grid. */
export interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: Workgroups;
}

/** Adds dispatches to a pass, in their order. */
export function dispatch(pass: GPUComputePassEncoder, dispatches: readonly Dispatch[]): void {
  for (const { pipeline, bindGroup, workgroups } of dispatches) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(...workgroups);
  }
}

/** The buffers of a dispatch by the names of the shader's variables. */
export const buffersOf = <B>(bindings: Bindings<B>, bufferOf: (binding: B) => GPUBuffer): Record<string, GPUBuffer> =>
  Object.fromEntries(Object.entries(bindings).map(([variable, binding]) => [variable, bufferOf(binding)]));
