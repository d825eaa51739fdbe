/**
 * The first dispatch of each program by itself: some drivers compile a program only then.
 */
import { GpuMemoryError } from '../../core/errors';
import { needAt } from '../../core/need';
import { submitAlone } from '../../gpu/pipelines';
import { Scratch } from '../../gpu/scratch';
import { inErrorScopes } from '../../gpu/scopes';
import type { Binding, Plan } from '../plan/plan';
import type { CompiledPlan } from './compile';
import { bindingsOf } from './derive';
import { buffersOf } from './dispatch';
import { runNameOf } from './limits';
import type { Place } from './place';
import type { GpuWeights } from './weights';

/**
 * Dispatches of one workgroup for each program of a plan, each in a submit of its own, to be done one after the other.
 * They read the weights, and have buffers of their own for all else. Each resolves when the GPU has done it; where there
 * is no room for its buffers it does nothing. They throw a ShaderError or a DeviceLostError.
 */
export function firstDispatches(
  { gpu }: Place,
  plan: Plan,
  { steps, derived }: CompiledPlan,
  weights: GpuWeights,
): (() => Promise<void>)[] {
  const bindings = [...plan.steps.map((step) => step.bindings), ...plan.derived.map(bindingsOf)];
  const programs = new Map([...steps, ...derived].map((pipeline, i) => [pipeline, needAt(bindings, i, 'bindings')]));
  const bufferOf = (binding: Binding, scratch: Scratch): GPUBuffer => {
    if ('buffer' in binding) return scratch.buffer('activation', needAt(plan.buffers, binding.buffer, 'buffer'));
    const isWeight = 'weight' in binding;
    const name = isWeight ? binding.weight : binding.bias;
    const coming = plan.derived.find((each) => each.name === name);
    return coming ? scratch.buffer(name, isWeight ? coming.weightBytes : coming.biasBytes) : weights.buffer(binding);
  };
  return [...programs].map(([pipeline, bindings]) => async () => {
    const scratch = new Scratch(gpu.device);
    const submit = (): Promise<undefined> => {
      submitAlone(
        gpu.device,
        pipeline,
        buffersOf(bindings, (binding) => bufferOf(binding, scratch)),
        [1, 1, 1],
      );
      return gpu.device.queue.onSubmittedWorkDone();
    };
    await gpu
      .whileAlive(inErrorScopes(gpu.device, runNameOf(plan), submit))
      .catch((error: unknown) => {
        if (!(error instanceof GpuMemoryError)) throw error;
      })
      .finally(() => scratch.destroy());
  });
}
