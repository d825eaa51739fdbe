/**
 * Seeded operands of any op, for its reference.
 */
import type { HostTensor, Shape4 } from '../core/tensor';
import { type Attention, attentionLayers } from '../ops/attention';
import { type Conv2d, convolvedShape } from '../ops/conv2d';
import { inputNames, type Op, outputShape } from '../ops/op';
import type { Operands } from '../ops/operands';
import { seededTensor } from './seeded';

export type { Operands } from '../ops/operands';
export { errorBounds, reference } from '../ops/reference';

/** Seeded operands of an op on an input of that shape. */
export function seededOperands(op: Op, input: Shape4): Operands {
  const shapeOf: Readonly<Record<string, Shape4>> = {
    input,
    residual: outputShape(op, input),
    attention: [input[0], input[1], 1, 1],
  };
  const activations = inputNames(op).map((name): [string, HostTensor] => {
    const shape = shapeOf[name];
    if (!shape) throw new Error(`an op reads ${name}, of which nobody here knows the shape`);
    return [name, seededTensor(name, shape, 2)];
  });
  const parameters = PARAMETERS[op.type] as (op: Op, input: Shape4) => Parameters;
  return { activations: Object.fromEntries(activations), ...parameters(op, input) };
}

type Parameters = Omit<Operands, 'activations'>;

const none = (): Parameters => ({});

const biasOf = (channels: number, name = 'bias'): HostTensor => seededTensor(name, [channels], 1);

/** The weights and biases of each type of op. */
const PARAMETERS: {
  readonly [Type in Op['type']]: (op: Extract<Op, { type: Type }>, input: Shape4) => Parameters;
} = {
  conv2d: weightsOfConv2d,
  attention: weightsOfAttention,
  winogradOutput: ({ outChannels }) => ({ bias: biasOf(outChannels) }),
  ...{ winogradInput: none, maxPool2d: none, avgPool2d: none, globalAvgPool: none, globalPool: none, gemPool: none },
  ...{ splitSum: none, rSoftMax: none, attentionWeightedSum: none, attentionWeightedPool: none },
};

function weightsOfConv2d(op: Conv2d, input: Shape4): Parameters {
  const [, inChannels] = convolvedShape(op, input);
  const shape = [op.outChannels, inChannels / op.groups, op.kernelSize, op.kernelSize];
  return { weight: seededTensor('weight', shape, 1), bias: biasOf(op.outChannels) };
}

function weightsOfAttention(op: Attention, [, channels]: Shape4): Parameters {
  const width = channels / op.splits;
  const [fc1, fc2] = attentionLayers(op, width);
  const layer = (name: string, outputs: number, inputs: number): HostTensor =>
    seededTensor(name, [outputs, inputs, 1, 1], 1.5 / Math.sqrt(inputs)); // softmax must not saturate
  return {
    weight: layer('weight', fc1.outChannels, width / op.cardinality),
    bias: biasOf(fc1.outChannels),
    weight2: layer('weight2', fc2.outChannels, op.hidden / op.cardinality),
    bias2: biasOf(fc2.outChannels, 'bias2'),
  };
}
