/**
 * The plain reference of any op, and how far a kernel may be from it.
 */
import { elementCount, type HostTensor } from '../core/tensor';
import { type Attention, attentionLogits, attentionReference, type AttentionWeight } from './attention';
import { conv2dReference } from './conv2d';
import { gemPoolReference, globalPoolReference } from './globalPool';
import type { Op } from './op';
import { avgPool2dReference, globalAvgPoolReference, maxPool2dReference } from './pool2d';
import {
  attentionWeightedPoolReference,
  attentionWeightedSumReference,
  rSoftMaxReference,
  splitSumReference,
} from './splitAttention';
import { TRANSFORMS, winogradInputReference, winogradOutputReference } from './winograd';

/** What an op reads: activations by the names of its inputs, and weights and biases, of which attention has two. */
export interface Operands {
  readonly activations: Readonly<Record<string, HostTensor>>;
  readonly weight?: HostTensor;
  readonly bias?: HostTensor;
  readonly weight2?: HostTensor;
  readonly bias2?: HostTensor;
}

/** The op in float64. */
export function reference(op: Op, operands: Operands): HostTensor<Float64Array> {
  const input = activation(operands, 'input');
  switch (op.type) {
    case 'conv2d':
      return conv2dReference(op, {
        input,
        weight: double(operands.weight),
        bias: double(operands.bias).data,
        ...(op.residual ? { residual: activation(operands, 'residual') } : {}),
        ...(op.before ? { attention: activation(operands, 'attention') } : {}),
      });
    case 'maxPool2d':
      return maxPool2dReference(op, input);
    case 'avgPool2d':
      return avgPool2dReference(op, input);
    case 'globalAvgPool':
      return globalAvgPoolReference(op, input);
    case 'globalPool':
      return globalPoolReference(op, input);
    case 'gemPool':
      return gemPoolReference(op, input);
    case 'splitSum':
      return splitSumReference(op, input);
    case 'rSoftMax':
      return rSoftMaxReference(op, input);
    case 'attentionWeightedSum':
      return attentionWeightedSumReference(op, input, activation(operands, 'attention'));
    case 'attention':
      return attentionReference(op, input, attentionWeights(operands));
    case 'attentionWeightedPool':
      return attentionWeightedPoolReference(op, input, activation(operands, 'attention'));
    case 'winogradInput':
      return winogradInputReference(op, input);
    case 'winogradOutput':
      return winogradOutputReference(op, { input, bias: double(operands.bias).data });
  }
}

/**
 * The error bound of each output: a sum of K products rounded in f32 strays by about sqrt(K) * 2^-24 of the sum of their
 * magnitudes. That sum is the same op on absolute values. The factor leaves room for other orders of summation, yet a
 * forgotten tap stays an order of magnitude outside.
 */
export function errorBounds(op: Op, operands: Operands): Float64Array {
  const magnitudes =
    op.type === 'attention' ? attentionMagnitudes(op, operands) : magnitudesOf(op, absoluteOperands(operands));
  const relative = relativeBound(operands);
  return magnitudes.data.map((magnitude) => relative * magnitude + 1e-30);
}

/** That bound over the sum of magnitudes. */
export function relativeBound({ weight, weight2 }: Operands): number {
  const lengthOf = (tensor?: HostTensor): number => elementCount(tensor?.shape.slice(1) ?? [0]);
  const length = lengthOf(weight) + lengthOf(weight2);
  return 8 * Math.sqrt(length > 0 ? length : 16) * 2 ** -24;
}

/** The operands without their signs. */
export const absoluteOperands = ({ activations, ...weights }: Operands): Operands => ({
  activations: Object.fromEntries(Object.entries(activations).map(([name, tensor]) => [name, absolute(tensor)])),
  ...Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, absolute(tensor as HostTensor)])),
});

/** The op on absolute values; transforms, whose factors have signs, with absolute factors. */
function magnitudesOf(op: Op, operands: Operands): HostTensor<Float64Array> {
  if (op.type === 'winogradInput')
    return winogradInputReference(op, activation(operands, 'input'), absoluteMatrix(TRANSFORMS[op.tile].input));
  const tiles = { input: activation(operands, 'input'), bias: double(operands.bias).data };
  if (op.type === 'winogradOutput')
    return winogradOutputReference(op, tiles, absoluteMatrix(TRANSFORMS[op.tile].output));
  return reference(op, operands);
}

/** Softmax passes on the errors of its logits: a weight `a` strays by up to 2 a times the largest of its group. */
function attentionMagnitudes(op: Attention, operands: Operands): HostTensor<Float64Array> {
  const { shape, data } = reference(op, operands);
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

const attentionWeights = ({ weight, bias, weight2, bias2 }: Operands): [AttentionWeight, AttentionWeight] => [
  { weight: double(weight), bias: double(bias).data },
  { weight: double(weight2), bias: double(bias2).data },
];

const absoluteMatrix = (matrix: readonly (readonly number[])[]): number[][] => matrix.map((row) => row.map(Math.abs));

const double = (tensor?: HostTensor): HostTensor<Float64Array> => ({
  shape: tensor?.shape ?? [],
  data: Float64Array.from(tensor?.data ?? []),
});

const activation = (operands: Operands, name: string): HostTensor<Float64Array> => double(operands.activations[name]);

const absolute = ({ shape, data }: HostTensor): HostTensor => ({ shape, data: data.map(Math.abs) });
