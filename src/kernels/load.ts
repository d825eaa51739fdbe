/**
 * The op that a convolution applies to its input while it reads it, as a slot and parameters of its shader.
 */
import { unreachable } from '../core/need';
import type { Shape4 } from '../core/tensor';
import { type Conv2d, convolvedShape } from '../ops/conv2d';
import type { Launch } from './launch';

/** A wider window would read each input too often. */
const WIDEST_POOL = 2;

/** Whether one of lib/load.*.wgsl computes what comes before. */
export function canLoad({ before }: Pick<Conv2d, 'before'>, [, channels]: Shape4): boolean {
  switch (before?.type) {
    case undefined:
      return true;
    case 'attentionWeightedSum':
      return channels % (4 * before.radix) === 0;
    case 'avgPool2d': {
      const { kernelSize, padding, ceilMode, countIncludePad } = before;
      return kernelSize <= WIDEST_POOL && padding === 0 && !(ceilMode && countIncludePad);
    }
    default:
      return unreachable(before, 'the op before a convolution');
  }
}

/** Which of lib/load.*.wgsl, and its parameters. */
export function load(op: Conv2d, input: Shape4): Pick<Launch, 'slots' | 'parameters'> {
  const { before } = op;
  switch (before?.type) {
    case undefined:
      return { slots: { load: 'plain' }, parameters: {} };
    case 'attentionWeightedSum':
      return { slots: { load: 'attended' }, parameters: { RADIX: before.radix } };
    case 'avgPool2d':
      return {
        slots: { load: 'pooled' },
        parameters: {
          SOURCE_HEIGHT: input[2],
          SOURCE_WIDTH: input[3],
          POOLED_WIDTH: convolvedShape(op, input)[3],
          POOL_SIZE: before.kernelSize,
          POOL_STRIDE: before.stride,
          COUNT_INCLUDE_PAD: Number(before.countIncludePad),
        },
      };
    default:
      return unreachable(before, 'the op before a convolution');
  }
}
