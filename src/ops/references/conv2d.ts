/**
 * Convolution in float64, by its plain definition.
 */
import type { HostTensor, Shape4 } from '../../core/tensor';
import { type Conv2d, conv2dShape } from '../conv2d';
import { activation, type Operands, parameter } from '../operands';
import { avgPool2dReference } from './pool2d';
import { attentionWeightedSumReference } from './splitAttention';

type Numbers = HostTensor<Float32Array | Float64Array>;

export interface Conv2dOperands {
  readonly input: Numbers;
  /** [outChannels, inChannels / groups, kernelSize, kernelSize] */
  readonly weight: Numbers;
  /** [outChannels] */
  readonly bias: Float32Array | Float64Array;
  readonly residual?: Numbers;
  /** The attention of a weighted sum that is computed while the input is read. */
  readonly attention?: Numbers;
}

/** The operands of a convolution's reference, in float64. */
export const conv2dOperands = ({ before, residual }: Conv2d, operands: Operands): Conv2dOperands => ({
  input: activation(operands, 'input'),
  weight: parameter(operands, 'weight'),
  bias: parameter(operands, 'bias').data,
  ...(residual && { residual: activation(operands, 'residual') }),
  ...(before?.type === 'attentionWeightedSum' && { attention: activation(operands, 'attention') }),
});

/** The plain definition, in float64. */
export function conv2dReference(op: Conv2d, operands: Conv2dOperands): HostTensor<Float64Array> {
  const shape = conv2dShape(op, operands.input.shape as Shape4);
  const [n, outChannels, height, width] = shape;
  const at = conv2dAt(op, operands);
  const data = new Float64Array(n * outChannels * height * width);
  let to = 0;
  for (let image = 0; image < n; image++)
    for (let o = 0; o < outChannels; o++)
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[to++] = at(image, o, y, x);
  return { shape, data };
}

/** The same for single outputs, so that large convolutions can be checked by samples. */
export function conv2dAt(
  op: Conv2d,
  operands: Conv2dOperands,
): (image: number, o: number, y: number, x: number) => number {
  const { weight, bias, residual } = operands;
  const [, outChannels, outHeight, outWidth] = conv2dShape(op, operands.input.shape as Shape4);
  const input = convolved(op, operands);
  const [, inChannels, inHeight, inWidth] = input.shape as Shape4;
  const groupIn = inChannels / op.groups;
  const groupOut = outChannels / op.groups;
  return (image, o, y, x) => {
    let sum = 0;
    for (let i = 0; i < groupIn; i++) {
      const channel = Math.floor(o / groupOut) * groupIn + i;
      for (let ky = 0; ky < op.kernelSize; ky++) {
        const iy = y * op.stride - op.padding + ky * op.dilation;
        if (iy < 0 || iy >= inHeight) continue;
        for (let kx = 0; kx < op.kernelSize; kx++) {
          const ix = x * op.stride - op.padding + kx * op.dilation;
          if (ix < 0 || ix >= inWidth) continue;
          const from = ((image * inChannels + channel) * inHeight + iy) * inWidth + ix;
          const tap = ((o * groupIn + i) * op.kernelSize + ky) * op.kernelSize + kx;
          sum += (input.data[from] ?? NaN) * (weight.data[tap] ?? NaN);
        }
      }
    }
    sum = sum * rectification(op, y, x, inHeight, inWidth) + (bias[o] ?? 0);
    if (residual) sum += residual.data[((image * outChannels + o) * outHeight + y) * outWidth + x] ?? NaN;
    return op.relu ? Math.max(sum, 0) : sum;
  };
}

function convolved({ before }: Conv2d, { input, attention }: Conv2dOperands): Numbers {
  if (before?.type === 'avgPool2d') return avgPool2dReference(before, double(input));
  return before && attention ? attentionWeightedSumReference(before, double(input), double(attention)) : input;
}

const double = ({ shape, data }: Numbers): HostTensor<Float64Array> => ({ shape, data: Float64Array.from(data) });

/** The factor of a rectified output at (y, x). As in RFConv2d, windows are clipped to the input. */
function rectification(op: Conv2d, y: number, x: number, inHeight: number, inWidth: number): number {
  if (op.rectify === 'none') return 1;
  const { kernelSize, stride, padding, dilation } = op;
  const extent = kernelSize + 2 * (dilation - 1);
  const taps = (length: number): number => Math.floor((length - 1) / dilation) + 1;
  const inside = (output: number, size: number): number => {
    const start = output * stride - padding;
    return taps(Math.min(start + extent, size) - Math.max(start, 0));
  };
  const all = op.rectify === 'taps' ? taps(extent) ** 2 : 1;
  return all / (inside(y, inHeight) * inside(x, inWidth));
}
