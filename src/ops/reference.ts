/**
 * The plain reference of any op, and how far a kernel may be from it.
 */
import { type Precision, PRECISION_KINDS } from '../core/precision';
import { elementCount, type HostTensor } from '../core/tensor';
import { inputNames, type Op } from './op';
import { absoluteOperands, activation, type Operands } from './operands';
import { attentionMagnitudes, attentionReference, attentionWeights } from './references/attention';
import { conv2dOperands, conv2dReference } from './references/conv2d';
import { gemPoolReference, globalPoolReference } from './references/globalPool';
import { avgPool2dReference, globalAvgPoolReference, maxPool2dReference } from './references/pool2d';
import {
  attentionWeightedPoolReference,
  attentionWeightedSumReference,
  rSoftMaxReference,
  splitSumReference,
} from './references/splitAttention';
import {
  tilesOf,
  winogradInputMagnitudes,
  winogradInputReference,
  winogradOutputMagnitudes,
  winogradOutputReference,
} from './references/winograd';

type Compute<O extends Op> = (op: O, operands: Operands) => HostTensor<Float64Array>;

interface Row<O extends Op> {
  /** The op in float64. */
  readonly reference: Compute<O>;
  /**
   * The sum of the magnitudes of all terms of each output; the error bound is proportional to it. For an op without
   * negative factors it is the op on absolute values.
   */
  readonly magnitudes: 'of absolutes' | Compute<O>;
}

/** The row of an op that reads activations alone, and computes its outputs without negative factors. */
const ofMaps = <O extends Op>(
  compute: (op: O, ...maps: HostTensor<Float64Array>[]) => HostTensor<Float64Array>,
): Row<O> => ({
  reference: (op, operands) => compute(op, ...inputNames(op).map((name) => activation(operands, name))),
  magnitudes: 'of absolutes',
});

const ROWS: { readonly [Type in Op['type']]: Row<Extract<Op, { type: Type }>> } = {
  conv2d: {
    reference: (op, operands) => conv2dReference(op, conv2dOperands(op, operands)),
    magnitudes: 'of absolutes',
  },
  maxPool2d: ofMaps(maxPool2dReference),
  avgPool2d: ofMaps(avgPool2dReference),
  globalAvgPool: ofMaps(globalAvgPoolReference),
  globalPool: ofMaps(globalPoolReference),
  gemPool: ofMaps(gemPoolReference),
  splitSum: ofMaps(splitSumReference),
  rSoftMax: ofMaps(rSoftMaxReference),
  attentionWeightedSum: ofMaps(attentionWeightedSumReference),
  attention: {
    reference: (op, operands) => attentionReference(op, activation(operands, 'input'), attentionWeights(operands)),
    magnitudes: attentionMagnitudes,
  },
  attentionWeightedPool: ofMaps(attentionWeightedPoolReference),
  winogradInput: {
    reference: (op, operands) => winogradInputReference(op, activation(operands, 'input')),
    magnitudes: winogradInputMagnitudes,
  },
  winogradOutput: {
    reference: (op, operands) => winogradOutputReference(op, tilesOf(operands)),
    magnitudes: winogradOutputMagnitudes,
  },
};

// The table's type says that the row of an op's own type takes that op; TypeScript cannot see it through the union.
const rowOf = (op: Op): Row<Op> => ROWS[op.type] as unknown as Row<Op>;

/** The op in float64. Throws where an operand is missing. */
export const reference = (op: Op, operands: Operands): HostTensor<Float64Array> => rowOf(op).reference(op, operands);

/**
 * The error bound of each output: a sum of K products rounded in f32 strays by about sqrt(K) * 2^-24 of the sum of their
 * magnitudes, which the op's row computes. The factor leaves room for other orders of summation, yet a forgotten tap
 * stays an order of magnitude outside.
 */
export function errorBounds(op: Op, operands: Operands, precision: Precision = 'f32'): Float64Array {
  const { magnitudes } = rowOf(op);
  const sums = magnitudes === 'of absolutes' ? reference(op, absoluteOperands(operands)) : magnitudes(op, operands);
  const relative = relativeBound(operands, precision);
  return sums.data.map((magnitude) => relative * magnitude + LEAST_BOUNDS[precision]);
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
