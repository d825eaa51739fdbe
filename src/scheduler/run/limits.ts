/**
 * What a device must allow for a plan to run on it.
 */
import { GpuMemoryError } from '../../core/errors';
import type { Plan } from '../plan/plan';

/** What messages call a run of the plan. */
export const runNameOf = ({ input }: Plan): string => `a run on an input of ${input.join('x')}`;

/** Throws a GpuMemoryError where a plan needs a larger buffer or grid than the device allows. */
export function checkLimits(plan: Plan, limits: GPUSupportedLimits): void {
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const needed = Math.max(...plan.buffers);
  const workgroups = Math.max(...plan.steps.flatMap((step) => step.workgroups));
  if (needed > most || workgroups > limits.maxComputeWorkgroupsPerDimension)
    throw new GpuMemoryError(
      'limit',
      `${runNameOf(plan)} needs a buffer of ${mega(needed)} MB, and this GPU's limit is ${mega(most)} MB; choose a smaller input`,
    );
}

const mega = (bytes: number): string => (bytes / 1e6).toFixed(0);
