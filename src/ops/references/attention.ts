/**
 * Split attention in float64, from the pooled splits to the weights of the splits.
 */
import type { HostTensor } from '../../core/tensor';
import { type Attention, attentionLayers } from '../attention';
import { absoluteOperands, activation, type Operands, parameter } from '../operands';
import { conv2dReference } from './conv2d';
import { globalAvgPoolReference } from './pool2d';
import { logitsOf } from '../splitAttention';
import { rSoftMaxReference } from './splitAttention';

/** One of its fully connected layers. */
export interface AttentionWeight {
  /** [O, I / cardinality, 1, 1] */
  readonly weight: HostTensor<Float64Array>;
  readonly bias: Float64Array;
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
  const given = logitsOf(op.radix);
  const largest = (at: number): number => {
    const channel = at % channels;
    const group = Math.floor(channel / width) % op.cardinality;
    const first = (Math.floor(at / channels) * op.cardinality + group) * given * width + (channel % width);
    return Math.max(...Array.from({ length: given }, (_, r) => logits[first + r * width] ?? NaN));
  };
  return { shape, data: data.map((value, i) => value * (1 + 2 * largest(i))) };
}
