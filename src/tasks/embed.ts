/**
 * The pooled features of a photo, in which like photos lie near each other.
 */
import { gpuOutputOf, type GpuOutputs, type GpuTensor } from './gpuTensor';
import { outputOf, type Task, usualView } from './task';

/** The pooled features [C] of a photo, [N, C] of a tensor of N images. */
export const embed: Task<Float32Array> = {
  wants: () => ['embedding'],
  view: usualView,
  answer: (outputs) => outputOf(outputs, 'embedding').data,
};

/** The same in a buffer of the GPU. */
export const embedOnGpu: Task<GpuTensor, GpuOutputs> = {
  ...embed,
  answer: (outputs) => gpuOutputOf(outputs, 'embedding'),
};
