/**
 * Convolution with its epilogue, as the kernels compute it once batch norm is folded away.
 */
import type { Shape4 } from '../core/tensor';
import { type AvgPool2d, avgPool2dShape } from './pool2d';
import { type AttentionWeightedSum, splitSumShape } from './splitAttention';
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
