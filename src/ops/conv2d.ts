/**
 * Convolution with its epilogue, as the kernels compute it once batch norm is folded away.
 */
import type { HostTensor, Shape4 } from '../core/tensor';
import { activation, type Operands, parameter } from './operands';
import { type AvgPool2d, avgPool2dReference, avgPool2dShape } from './pool2d';
import { type AttentionWeightedSum, attentionWeightedSumReference, splitSumShape } from './splitAttention';
import { windowedSize } from './window';

/**
 * How a rectified convolution (RFConv2d) scales each output, by the taps of its window that lie inside the input:
 * `taps`: by all taps over those inside; `average`: by one over those inside.
 */
export type Rectify = 'none' | 'taps' | 'average';

/** PyTorch's conv2d on square kernels, then rectified, + bias, + residual if any, and ReLU if asked for. */
export interface Conv2d {
  readonly type: 'conv2d';
  readonly outChannels: number;
  readonly kernelSize: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly groups: number;
  readonly rectify: Rectify;
  readonly residual: boolean;
  readonly relu: boolean;
  /** Ops that are computed while the input is read. The window slides over their result, which is never stored. */
  readonly before?: BeforeConv2d;
}

export type BeforeConv2d = AttentionWeightedSum | AvgPool2d;

/** The map that the window slides over. */
export function convolvedShape({ before }: Pick<Conv2d, 'before'>, input: Shape4): Shape4 {
  if (!before) return input;
  return before.type === 'avgPool2d' ? avgPool2dShape(before, input) : splitSumShape(before, input);
}

export function conv2dShape(op: Conv2d, input: Shape4): Shape4 {
  const [n, , h, w] = convolvedShape(op, input);
  const size = (samples: number): number => windowedSize(samples, op.kernelSize, op.stride, op.padding, op.dilation);
  return [n, op.outChannels, size(h), size(w)];
}

/** Multiply-adds of one run. */
export function conv2dMacs(op: Conv2d, input: Shape4, [n, , h, w]: Shape4): number {
  const [, inChannels] = convolvedShape(op, input);
  return n * op.outChannels * h * w * (inChannels / op.groups) * op.kernelSize ** 2;
}

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
