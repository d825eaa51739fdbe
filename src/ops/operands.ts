/**
 * The inputs, weights and biases of an op, in float64, for the references.
 */
import { defect } from '../core/need';
import type { HostTensor } from '../core/tensor';

/** The operands of an op: activations by the names of its inputs, weights and biases. Attention has two of each. */
export interface Operands {
  readonly activations: Readonly<Record<string, HostTensor>>;
  readonly weight?: HostTensor;
  readonly bias?: HostTensor;
  readonly weight2?: HostTensor;
  readonly bias2?: HostTensor;
}

export type ParameterName = Exclude<keyof Operands, 'activations'>;

/** An activation of that name. Throws where there is none. */
export const activation = ({ activations }: Operands, name: string): HostTensor<Float64Array> =>
  double(activations[name], name);

/** A weight or a bias of that name. Throws where there is none. */
export const parameter = (operands: Operands, name: ParameterName): HostTensor<Float64Array> =>
  double(operands[name], name);

function double(tensor: HostTensor | undefined, name: string): HostTensor<Float64Array> {
  if (!tensor) throw defect(`an op has no operand ${name}`);
  return { shape: tensor.shape, data: Float64Array.from(tensor.data) };
}

/** The operands without their signs. */
export const absoluteOperands = ({ activations, ...parameters }: Operands): Operands => ({
  activations: absolute(activations),
  ...absolute(parameters),
});

const absolute = (tensors: Readonly<Record<string, HostTensor>>): Record<string, HostTensor> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [name, { shape, data: data.map(Math.abs) }]),
  );
