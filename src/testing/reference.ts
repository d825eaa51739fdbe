/**
 * Seeded operands of any op, for its reference.
 */
import type { HostTensor, Shape4 } from '../core/tensor';
import { attentionLayers } from '../ops/attention';
import { convolvedShape } from '../ops/conv2d';
import { inputNames, type Op, outputShape } from '../ops/op';
import type { Operands } from '../ops/reference';
import { seededTensor } from './seeded';

export { errorBounds, type Operands, reference } from '../ops/reference';

/** Seeded operands of an op on an input of that shape. */
export function seededOperands(op: Op, input: Shape4): Operands {
  const output = outputShape(op, input);
  const shapeOf: Readonly<Record<string, Shape4>> = {
    input,
    residual: output,
    attention: [input[0], input[1], 1, 1],
  };
  const activations = Object.fromEntries(
    inputNames(op).map((name) => [name, seededTensor(name, shapeOf[name] ?? input, 2)]),
  );
  if (op.type === 'winogradOutput') return { activations, bias: seededTensor('bias', [op.outChannels], 1) };
  if (op.type === 'attention') {
    const width = input[1] / op.splits;
    const [fc1, fc2] = attentionLayers(op, width);
    const layer = (name: string, outputs: number, inputs: number): HostTensor =>
      seededTensor(name, [outputs, inputs, 1, 1], 1.5 / Math.sqrt(inputs)); // softmax must not saturate
    return {
      activations,
      weight: layer('weight', fc1.outChannels, width / op.cardinality),
      bias: seededTensor('bias', [fc1.outChannels], 1),
      weight2: layer('weight2', fc2.outChannels, op.hidden / op.cardinality),
      bias2: seededTensor('bias2', [fc2.outChannels], 1),
    };
  }
  if (op.type !== 'conv2d') return { activations };
  const [, inChannels] = convolvedShape(op, input);
  const weightShape = [op.outChannels, inChannels / op.groups, op.kernelSize, op.kernelSize];
  return {
    activations,
    weight: seededTensor('weight', weightShape, 1),
    bias: seededTensor('bias', [op.outChannels], 1),
  };
}
