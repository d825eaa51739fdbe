/**
 * The plain reference of any op, and how far a kernel may be from it.
 */
import { elementCount, type HostTensor } from '../core/tensor';
import { type Op, ruleOf } from './op';
import { absoluteOperands, type Operands } from './operands';

/** The op in float64. Throws where an operand is missing. */
export const reference = (op: Op, operands: Operands): HostTensor<Float64Array> => ruleOf(op).reference(op, operands);

/**
 * The error bound of each output: a sum of K products rounded in f32 strays by about sqrt(K) * 2^-24 of the sum of their
 * magnitudes, which the op's row computes. The factor leaves room for other orders of summation, yet a forgotten tap
 * stays an order of magnitude outside.
 */
export function errorBounds(op: Op, operands: Operands): Float64Array {
  const rule = ruleOf(op);
  const magnitudes =
    rule.magnitudes === 'of absolutes' ? reference(op, absoluteOperands(operands)) : rule.magnitudes(op, operands);
  const relative = relativeBound(operands);
  return magnitudes.data.map((magnitude) => relative * magnitude + 1e-30);
}

/** That bound over the sum of magnitudes. */
export function relativeBound({ weight, weight2 }: Operands): number {
  const lengthOf = (tensor?: HostTensor): number => elementCount(tensor?.shape.slice(1) ?? [0]);
  const length = lengthOf(weight) + lengthOf(weight2);
  return 8 * Math.sqrt(length > 0 ? length : 16) * 2 ** -24;
}
