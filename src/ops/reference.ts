/**
 * The plain reference of any op, and how far a kernel may be from it.
 */
import { type Precision, PRECISION_KINDS } from '../core/precision';
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
export function errorBounds(op: Op, operands: Operands, precision: Precision = 'f32'): Float64Array {
  const rule = ruleOf(op);
  const magnitudes =
    rule.magnitudes === 'of absolutes' ? reference(op, absoluteOperands(operands)) : rule.magnitudes(op, operands);
  const relative = relativeBound(operands, precision);
  return magnitudes.data.map((magnitude) => relative * magnitude + LEAST_BOUNDS[precision]);
}

/** What is lost of numbers that are too small for a precision, those in Winograd's tiles included. */
export const LEAST_BOUNDS: Readonly<Record<Precision, number>> = { f32: 1e-30, f16: 2 ** -19 };

/**
 * That bound over the sum of magnitudes. In f16 each factor of the K products may have been rounded, whose errors stray by
 * sqrt(K) parts of the K; tiles of Winograd's multiply them by 5. The output is rounded once.
 */
export function relativeBound({ weight, weight2 }: Operands, precision: Precision = 'f32'): number {
  const lengthOf = (tensor?: HostTensor): number => elementCount(tensor?.shape.slice(1) ?? [0]);
  const root = Math.sqrt(lengthOf(weight) + lengthOf(weight2) || 16);
  const ofSums = 8 * root * PRECISION_KINDS.f32.roundoff;
  return precision === 'f32' ? ofSums : ofSums + (32 / root + 1) * PRECISION_KINDS[precision].roundoff;
}
