/**
 * Weights that the GPU computes from others, once for all runs.
 */
import { needAt } from '../../core/need';
import { bind, type Pipeline } from '../../gpu/pipelines';
import type { Plan } from '../plan/plan';
import { dispatch } from './dispatch';
import type { GpuWeights } from './weights';

/** Computes the derived weights that are not there yet, each in a submit of its own: the largest take a while. */
export function derive(device: GPUDevice, plan: Plan, compiled: readonly Pipeline[], weights: GpuWeights): void {
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
    const bindGroup = bind(device, pipeline, resources);
    dispatch(pass, [{ pipeline: pipeline.pipeline, bindGroup, workgroups: wanted.workgroups }]);
    pass.end();
    device.queue.submit([encoder.finish()]);
  });
}
