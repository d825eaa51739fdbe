/**
 * The plain reference of any op, and how far a kernel may be from it.
 */
import { elementCount, type HostTensor, type Shape4 } from '../core/tensor';
import { conv2dReference } from '../ops/conv2d';
import { inputNames, type Op, outputShape } from '../ops/op';
import { avgPool2dReference, globalAvgPoolReference, maxPool2dReference } from '../ops/pool2d';
import { attentionWeightedSumReference, rSoftMaxReference, splitSumReference } from '../ops/splitAttention';
import { TRANSFORMS, winogradInputReference, winogradOutputReference } from '../ops/winograd';
import { seededTensor } from './seeded';

/** What an op reads: activations by the names of its inputs, and with a convolution its weight and bias. */
export interface Operands {
  readonly activations: Readonly<Record<string, HostTensor>>;
  readonly weight?: HostTensor;
  readonly bias?: HostTensor;
}

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
      });
    case 'maxPool2d':
      return maxPool2dReference(op, input);
    case 'avgPool2d':
      return avgPool2dReference(op, input);
    case 'globalAvgPool':
      return globalAvgPoolReference(input);
    case 'splitSum':
      return splitSumReference(op, input);
    case 'rSoftMax':
      return rSoftMaxReference(op, input);
    case 'attentionWeightedSum':
      return attentionWeightedSumReference(op, input, activation(operands, 'attention'));
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
  const magnitudes = magnitudesOf(op, {
    activations: Object.fromEntries(
      Object.entries(operands.activations).map(([name, tensor]) => [name, absolute(tensor)]),
    ),
    ...(operands.weight ? { weight: absolute(operands.weight) } : {}),
    ...(operands.bias ? { bias: absolute(operands.bias) } : {}),
  });
  const length = op.type === 'conv2d' ? elementCount(operands.weight?.shape.slice(1) ?? [1]) : 16;
  const relative = 8 * Math.sqrt(length) * 2 ** -24;
  return magnitudes.data.map((magnitude) => relative * magnitude + 1e-30);
}

/** The op on absolute values; transforms, whose factors have signs, with absolute factors. */
function magnitudesOf(op: Op, operands: Operands): HostTensor<Float64Array> {
  if (op.type === 'winogradInput')
    return winogradInputReference(op, activation(operands, 'input'), absoluteMatrix(TRANSFORMS[op.tile].input));
  const tiles = { input: activation(operands, 'input'), bias: double(operands.bias).data };
  if (op.type === 'winogradOutput')
    return winogradOutputReference(op, tiles, absoluteMatrix(TRANSFORMS[op.tile].output));
  return reference(op, operands);
}

const absoluteMatrix = (matrix: readonly (readonly number[])[]): number[][] => matrix.map((row) => row.map(Math.abs));

const double = (tensor?: HostTensor): HostTensor<Float64Array> => ({
  shape: tensor?.shape ?? [],
  data: Float64Array.from(tensor?.data ?? []),
});

const activation = (operands: Operands, name: string): HostTensor<Float64Array> => double(operands.activations[name]);

const absolute = ({ shape, data }: HostTensor): HostTensor => ({ shape, data: data.map(Math.abs) });
