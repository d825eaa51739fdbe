/**
 * Weights that the GPU computes from others, once for all runs.
 */
import { needAt } from '../../core/need';
import { type Pipeline, submitAlone } from '../../gpu/pipelines';
import type { Bindings, DerivedWeight, Plan, WeightBinding } from '../plan/plan';
import { buffersOf } from './dispatch';
import type { GpuWeights } from './weights';

/** What the variables of its program are bound to. */
export const bindingsOf = ({ name, from }: DerivedWeight): Bindings<WeightBinding> => ({
  weights: { weight: from },
  bias: { bias: from },
  output: { weight: name },
});

/** Computes the derived weights that are not there yet, each in a submit of its own: the largest take a while. */
export function derive(device: GPUDevice, plan: Plan, compiled: readonly Pipeline[], weights: GpuWeights): void {
  plan.derived.forEach((wanted, i) => {
    if (weights.has(wanted.name)) return;
    weights.reserve(wanted);
    const pipeline = needAt(compiled, i, `pipeline of ${wanted.name},`);
    const resources = buffersOf(bindingsOf(wanted), (binding) => weights.buffer(binding));
    submitAlone(device, pipeline, resources, wanted.workgroups);
  });
}
