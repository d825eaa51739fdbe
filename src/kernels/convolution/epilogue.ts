/**
 * The end of every convolution, after its sums, as slots and parameters of its shader.
 */
import type { Conv2d } from '../../ops/conv2d';
import type { Launch } from '../launch';

/** Which of lib/epilogue.*.wgsl. */
export const epilogueSlot = ({ residual }: Pick<Conv2d, 'residual'>): 'residual' | 'none' =>
  residual ? 'residual' : 'none';

/** An output is multiplied by this number over the taps that lie on the map, by the kind of rectification. */
const NUMERATORS: Readonly<Record<Exclude<Conv2d['rectify'], 'none'>, (kernelSize: number) => number>> = {
  taps: (kernelSize) => kernelSize ** 2,
  average: () => 1,
};

/** Which of lib/rectify.*.wgsl, and its parameters. */
export const rectify = ({ rectify: mode, kernelSize }: Conv2d): Pick<Launch, 'slots' | 'parameters'> =>
  mode === 'none'
    ? { slots: { rectify: 'none' }, parameters: {} }
    : { slots: { rectify: 'ratio' }, parameters: { NUMERATOR: NUMERATORS[mode](kernelSize) } };

/** A launch by a program that serves layers with a residual and without; `residual` is bound to something in any case. */
export const withEither = ({ slots, parameters, ...launch }: Launch): Launch => ({
  ...launch,
  slots: { ...slots, epilogue: 'either' },
  parameters: { ...parameters, ADDS: Number(slots.epilogue === 'residual') },
});
