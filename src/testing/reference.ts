/**
 * Seeded operands of any op, for its reference.
 */
import type { Shape4 } from '../core/tensor';
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
  if (op.type !== 'conv2d') return { activations };
  const weightShape = [op.outChannels, input[1] / op.groups, op.kernelSize, op.kernelSize];
  return {
    activations,
    weight: seededTensor('weight', weightShape, 1),
    bias: seededTensor('bias', [op.outChannels], 1),
  };
}
