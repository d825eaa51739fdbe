/**
 * Convolution with its epilogue, as the kernels compute it once batch norm is folded away.
 */
import type { HostTensor, Shape4 } from '../core/tensor';

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
}

/** Output size along one axis of a window that slides over `size` samples. */
export const windowedSize = (size: number, kernelSize: number, stride: number, padding: number, dilation = 1): number =>
  Math.floor((size + 2 * padding - dilation * (kernelSize - 1) - 1) / stride) + 1;

export function conv2dShape(op: Conv2d, [n, , h, w]: Shape4): Shape4 {
  const size = (input: number): number => windowedSize(input, op.kernelSize, op.stride, op.padding, op.dilation);
  return [n, op.outChannels, size(h), size(w)];
}

/** Multiply-adds of one run. */
export function conv2dMacs(op: Conv2d, [, inChannels]: Shape4, [n, , h, w]: Shape4): number {
  return n * op.outChannels * h * w * (inChannels / op.groups) * op.kernelSize ** 2;
}

export interface Conv2dOperands {
  readonly input: HostTensor<Float64Array>;
  /** [outChannels, inChannels / groups, kernelSize, kernelSize] */
  readonly weight: HostTensor<Float64Array>;
  /** [outChannels] */
  readonly bias: Float64Array;
  readonly residual?: HostTensor<Float64Array>;
}

/** The plain definition, in float64. */
export function conv2dReference(op: Conv2d, operands: Conv2dOperands): HostTensor<Float64Array> {
  const { input, weight, bias, residual } = operands;
  const [n, inChannels, inHeight, inWidth] = input.shape as Shape4;
  const shape = conv2dShape(op, input.shape as Shape4);
  const [, outChannels, outHeight, outWidth] = shape;
  const groupIn = inChannels / op.groups;
  const groupOut = outChannels / op.groups;
  const data = new Float64Array(n * outChannels * outHeight * outWidth);
  let to = 0;
  for (let image = 0; image < n; image++)
    for (let o = 0; o < outChannels; o++)
      for (let y = 0; y < outHeight; y++)
        for (let x = 0; x < outWidth; x++) {
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
          if (residual) sum += residual.data[to] ?? NaN;
          data[to++] = op.relu ? Math.max(sum, 0) : sum;
        }
  return { shape, data };
}

/** What rectification multiplies the output at (y, x) by; RFConv2d's own counting, which clips windows to the input. */
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
