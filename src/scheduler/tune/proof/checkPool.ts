/**
 * The check of a mean that a step computes beside its output.
 */
import type { Precision } from '../../../core/precision';
import type { HostTensor } from '../../../core/tensor';
import { type Check, check, rightValuesOf } from '../../../ops/check';
import type { GlobalAvgPool } from '../../../ops/pool2d';
import { reference } from '../../../ops/reference';

/** Whether partials, or what a pool of its own gave, are the means of an output's maps. */
export function checkPool(pool: GlobalAvgPool, output: HostTensor, pooled: HostTensor, precision: Precision): Check {
  const isInParts = pooled.shape[1] === output.shape[1];
  const means = isInParts ? reference(pool, { activations: { input: pooled } }) : pooled;
  return check(
    rightValuesOf(pool, { activations: { input: output } }, precision, 'f32').some,
    Float32Array.from(means.data),
  );
}
