/**
 * What a device must allow for a plan to run on it.
 */
import { GpuMemoryError } from '../../core/errors';
import { activationBytes } from '../../core/tensor';
import type { Plan } from '../plan/plan';

/** What messages call a run of the plan. */
export const runNameOf = ({ input }: Plan): string => `a run on an input of ${input.join('x')}`;

/** Bytes of the buffer through which a plan's outputs are read back. */
export const stagingBytesOf = ({ outputs }: Plan): number =>
  outputs.reduce((bytes, { shape, precision }) => bytes + activationBytes(shape, precision), 0);

/** Throws a GpuMemoryError where a plan needs a larger buffer or grid than the device allows. */
export function checkLimits(plan: Plan, limits: GPUSupportedLimits): void {
  const { maxStorageBufferBindingSize, maxBufferSize, maxComputeWorkgroupsPerDimension: widest } = limits;
  const refuse = (needs: string, most: string, cure: string): never => {
    throw new GpuMemoryError('limit', `${runNameOf(plan)} needs ${needs}, and this GPU's limit is ${most}; ${cure}`);
  };
  const most = Math.min(maxStorageBufferBindingSize, maxBufferSize);
  const bytes = Math.max(...plan.buffers, ...plan.derived.map(({ weightBytes }) => weightBytes));
  if (bytes > most) refuse(`a buffer of ${mega(bytes)} MB`, `${mega(most)} MB`, 'choose a smaller input');
  const workgroups = Math.max(...[...plan.steps, ...plan.derived].flatMap((step) => step.workgroups));
  if (workgroups > widest) refuse(`a grid of ${workgroups} workgroups`, String(widest), 'choose a smaller input');
  const staging = stagingBytesOf(plan);
  if (staging > maxBufferSize)
    refuse(
      `a buffer of ${mega(staging)} MB to read its outputs back`,
      `${mega(maxBufferSize)} MB`,
      'choose a smaller input, or ask for fewer outputs at once',
    );
}

const mega = (bytes: number): string => (bytes / 1e6).toFixed(0);
