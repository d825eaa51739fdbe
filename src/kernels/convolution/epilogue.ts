/**
 * The end of every convolution, after its sums, as slots and parameters of its shader.
 */
import { unreachable } from '../../core/need';
import type { Conv2d } from '../../ops/conv2d';
import type { Launch } from '../launch';

/** Which of lib/epilogue.*.wgsl. */
export const epilogueSlot = ({ residual }: Pick<Conv2d, 'residual'>): 'residual' | 'none' =>
  residual ? 'residual' : 'none';

/** Which of lib/rectify.*.wgsl, and its parameters. */
export function rectify({ rectify: mode, kernelSize }: Conv2d): Pick<Launch, 'slots' | 'parameters'> {
  switch (mode) {
    case 'none':
      return { slots: { rectify: 'none' }, parameters: {} };
    case 'taps':
      return { slots: { rectify: 'ratio' }, parameters: { NUMERATOR: kernelSize ** 2 } };
    case 'average':
      return { slots: { rectify: 'ratio' }, parameters: { NUMERATOR: 1 } };
    default:
      return unreachable(mode, "a convolution's rectification");
  }
}
