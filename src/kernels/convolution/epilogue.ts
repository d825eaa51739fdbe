/**
 * The end of every convolution, after its sums, as slots and parameters of its shader.
 */
import type { Conv2d } from '../../ops/conv2d';
import type { Launch } from '../launch';

/** Which of lib/epilogue.*.wgsl. */
export const epilogueSlot = ({ residual }: Pick<Conv2d, 'residual'>): 'residual' | 'none' =>
  residual ? 'residual' : 'none';

/** Which of lib/rectify.*.wgsl, and its parameters. */
export const rectify = ({ rectify: mode, kernelSize }: Conv2d): Pick<Launch, 'slots' | 'parameters'> =>
  mode === 'none'
    ? { slots: { rectify: 'none' }, parameters: {} }
    : { slots: { rectify: 'ratio' }, parameters: { NUMERATOR: mode === 'taps' ? kernelSize ** 2 : 1 } };

/** A launch by a program that serves layers with a residual and without; `residual` is bound to something in any case. */
export const withEither = ({ slots, parameters, ...launch }: Launch): Launch => ({
  ...launch,
  slots: { ...slots, epilogue: 'either' },
  parameters: { ...parameters, ADDS: Number(slots.epilogue === 'residual') },
});
