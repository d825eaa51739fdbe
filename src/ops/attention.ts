/**
 * Split attention from the pooled splits to the splits' weights, as the kernels compute it once batch norm is folded away.
 */
import type { Shape4 } from '../core/tensor';
import { type Conv2d, conv2dMacs } from './conv2d';
import { logitsOf } from './splitAttention';

/** The mean of each map of the sum over the splits, fc1, ReLU, fc2 and rSoftMax: [N, splits*C, H, W] to [N, radix*C, 1, 1]. */
export interface Attention {
  readonly type: 'attention';
  readonly radix: number;
  readonly cardinality: number;
  /** Channels between fc1 and fc2. */
  readonly hidden: number;
  /** How many splits the input has: all, or 1 where they were added up before. */
  readonly splits: number;
}

export const attentionShape = ({ radix, splits }: Attention, [n, channels]: Shape4): Shape4 => [
  n,
  (channels / splits) * radix,
  1,
  1,
];

/** fc1 and fc2. */
export function attentionLayers({ radix, cardinality, hidden }: Attention, width: number): readonly [Conv2d, Conv2d] {
  const plain = { type: 'conv2d', kernelSize: 1, stride: 1, padding: 0, dilation: 1, rectify: 'none' } as const;
  const layer = { ...plain, groups: cardinality, residual: false };
  return [
    { ...layer, outChannels: hidden, relu: true },
    { ...layer, outChannels: width * logitsOf(radix), relu: false },
  ];
}

/** Multiply-adds of the two layers. */
export function attentionMacs(op: Attention, [n, channels]: Shape4): number {
  const width = channels / op.splits;
  const [fc1, fc2] = attentionLayers(op, width);
  const between: Shape4 = [n, op.hidden, 1, 1];
  return conv2dMacs(fc1, [n, width, 1, 1], between) + conv2dMacs(fc2, between, [n, fc2.outChannels, 1, 1]);
}
