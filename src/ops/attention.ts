/**
 * Split attention from the pooled splits to the splits' weights, as the kernels compute it once batch norm is folded away.
 */
import type { HostTensor, Shape4 } from '../core/tensor';
import { type Conv2d, conv2dMacs, conv2dReference } from './conv2d';
import { absoluteOperands, activation, type Operands, parameter } from './operands';
import { globalAvgPoolReference } from './pool2d';
import { rSoftMaxReference } from './splitAttention';

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

/** One of its fully connected layers. */
export interface AttentionWeight {
  /** [O, I / cardinality, 1, 1] */
  readonly weight: HostTensor<Float64Array>;
  readonly bias: Float64Array;
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
    { ...layer, outChannels: width * radix, relu: false },
  ];
}

/** Multiply-adds of the two layers. */
export function attentionMacs(op: Attention, [n, channels]: Shape4): number {
  const width = channels / op.splits;
  const [fc1, fc2] = attentionLayers(op, width);
  const between: Shape4 = [n, op.hidden, 1, 1];
  return conv2dMacs(fc1, [n, width, 1, 1], between) + conv2dMacs(fc2, between, [n, fc2.outChannels, 1, 1]);
}

/** The input of rSoftMax, cardinal-major. */
export function attentionLogits(
  op: Attention,
  input: HostTensor<Float64Array>,
  [weight1, weight2]: readonly [AttentionWeight, AttentionWeight],
): HostTensor<Float64Array> {
  const pooled = globalAvgPoolReference({ type: 'globalAvgPool', splits: op.splits }, input);
  const [fc1, fc2] = attentionLayers(op, pooled.shape[1] ?? 0);
  return conv2dReference(fc2, { input: conv2dReference(fc1, { input: pooled, ...weight1 }), ...weight2 });
}

export function attentionReference(
  op: Attention,
  input: HostTensor<Float64Array>,
  weights: readonly [AttentionWeight, AttentionWeight],
): HostTensor<Float64Array> {
  return rSoftMaxReference({ ...op, type: 'rSoftMax' }, attentionLogits(op, input, weights));
}

export const attentionWeights = (operands: Operands): readonly [AttentionWeight, AttentionWeight] => [
  { weight: parameter(operands, 'weight'), bias: parameter(operands, 'bias').data },
  { weight: parameter(operands, 'weight2'), bias: parameter(operands, 'bias2').data },
];

/**
 * Softmax passes on the errors of its logits: a weight `a` has an error of up to 2 a times the largest of its group.
 */
export function attentionMagnitudes(op: Attention, operands: Operands): HostTensor<Float64Array> {
  const { shape, data } = attentionReference(op, activation(operands, 'input'), attentionWeights(operands));
  const positive = absoluteOperands(operands);
  const logits = attentionLogits(op, activation(positive, 'input'), attentionWeights(positive)).data;
  const [, channels = 0] = shape;
  const width = channels / op.radix / op.cardinality;
  const largest = (at: number): number => {
    const channel = at % channels;
    const group = Math.floor(channel / width) % op.cardinality;
    const first = at - channel + group * op.radix * width + (channel % width);
    return Math.max(...Array.from({ length: op.radix }, (_, r) => logits[first + r * width] ?? NaN));
  };
  return { shape, data: data.map((value, i) => value * (1 + 2 * largest(i))) };
}
