/**
 * The pooled features of a photo, in which like photos lie near each other.
 */
import { outputOf, type Task, usualView } from './task';

/** The pooled features [C] of a photo, [N, C] of a tensor of N images. */
export const embed: Task<Float32Array> = {
  wants: () => ['embedding'],
  view: usualView,
  answer: (outputs) => outputOf(outputs, 'embedding').data,
};
