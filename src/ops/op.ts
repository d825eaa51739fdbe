/**
 * The closed set of operations that a plan is made of. They say which numbers are computed, not by which kernel.
 */
import type { HostTensor, Shape4 } from '../core/tensor';
import {
  type Attention,
  attentionMacs,
  attentionMagnitudes,
  attentionReference,
  attentionShape,
  attentionWeights,
} from './attention';
import { type Conv2d, conv2dMacs, conv2dOperands, conv2dReference, conv2dShape } from './conv2d';
import {
  type GemPool,
  gemPoolReference,
  gemPoolShape,
  type GlobalPool,
  globalPoolReference,
  globalPoolShape,
} from './globalPool';
import { activation, type Operands } from './operands';
import {
  type AvgPool2d,
  avgPool2dReference,
  avgPool2dShape,
  type GlobalAvgPool,
  globalAvgPoolReference,
  globalAvgPoolShape,
  type MaxPool2d,
  maxPool2dReference,
  maxPool2dShape,
} from './pool2d';
import {
  type AttentionWeightedPool,
  attentionWeightedPoolReference,
  attentionWeightedPoolShape,
  type AttentionWeightedSum,
  attentionWeightedSumReference,
  type RSoftMax,
  rSoftMaxReference,
  type SplitSum,
  splitSumReference,
  splitSumShape,
} from './splitAttention';
import {
  tilesOf,
  type WinogradInput,
  winogradInputMagnitudes,
  winogradInputReference,
  winogradInputShape,
  type WinogradOutput,
  winogradOutputMagnitudes,
  winogradOutputReference,
  winogradOutputShape,
} from './winograd';

export type Op =
  | Conv2d
  | MaxPool2d
  | AvgPool2d
  | GlobalAvgPool
  | GlobalPool
  | GemPool
  | SplitSum
  | RSoftMax
  | AttentionWeightedSum
  | Attention
  | AttentionWeightedPool
  | WinogradInput
  | WinogradOutput;

/** The properties of all operations of one type. */
interface Rule<O extends Op> {
  /** Names of the activations that it reads, in the order of a step's inputs; shaders name their bindings the same. */
  readonly inputs: (op: O) => readonly string[];
  readonly shape: (op: O, input: Shape4) => Shape4;
  /** Multiply-adds, or elements read for an op without any. A run's time is estimated from them. */
  readonly work: (op: O, input: Shape4, output: Shape4) => number;
  /** The op in float64. */
  readonly reference: (op: O, operands: Operands) => HostTensor<Float64Array>;
  /**
   * The sum of the magnitudes of all terms of each output; the error bound is proportional to it. For an op without
   * negative factors it is the op on absolute values.
   */
  readonly magnitudes: 'of absolutes' | ((op: O, operands: Operands) => HostTensor<Float64Array>);
}

const elements = (_: Op, [n, c, h, w]: Shape4): number => n * c * h * w;

/** The row of an op that reads activations alone, and computes its outputs without negative factors. */
const ofMaps = <O extends Op>(
  inputs: readonly string[],
  shape: Rule<O>['shape'],
  compute: (op: O, ...maps: HostTensor<Float64Array>[]) => HostTensor<Float64Array>,
): Rule<O> => ({
  inputs: () => inputs,
  shape,
  work: elements,
  reference: (op, operands) => compute(op, ...inputs.map((name) => activation(operands, name))),
  magnitudes: 'of absolutes',
});

const INPUT = ['input'];
const ATTENDED = ['input', 'attention'];

const RULES: { readonly [Type in Op['type']]: Rule<Extract<Op, { type: Type }>> } = {
  conv2d: {
    inputs: ({ before, residual }) => [
      'input',
      ...(before?.type === 'attentionWeightedSum' ? ['attention'] : []),
      ...(residual ? ['residual'] : []),
    ],
    shape: conv2dShape,
    work: conv2dMacs,
    reference: (op, operands) => conv2dReference(op, conv2dOperands(op, operands)),
    magnitudes: 'of absolutes',
  },
  maxPool2d: ofMaps(INPUT, maxPool2dShape, maxPool2dReference),
  avgPool2d: ofMaps(INPUT, avgPool2dShape, avgPool2dReference),
  globalAvgPool: ofMaps(INPUT, globalAvgPoolShape, globalAvgPoolReference),
  globalPool: ofMaps(INPUT, globalPoolShape, globalPoolReference),
  gemPool: ofMaps(INPUT, gemPoolShape, gemPoolReference),
  splitSum: ofMaps(INPUT, splitSumShape, splitSumReference),
  rSoftMax: ofMaps(INPUT, (_, input) => input, rSoftMaxReference),
  attentionWeightedSum: ofMaps(ATTENDED, splitSumShape, attentionWeightedSumReference),
  attention: {
    inputs: () => ['input'],
    shape: attentionShape,
    work: attentionMacs,
    reference: (op, operands) => attentionReference(op, activation(operands, 'input'), attentionWeights(operands)),
    magnitudes: attentionMagnitudes,
  },
  attentionWeightedPool: ofMaps(ATTENDED, attentionWeightedPoolShape, attentionWeightedPoolReference),
  winogradInput: {
    inputs: () => INPUT,
    shape: winogradInputShape,
    reference: (op, operands) => winogradInputReference(op, activation(operands, 'input')),
    work: (_, __, output) => elements(_, output),
    magnitudes: winogradInputMagnitudes,
  },
  winogradOutput: {
    inputs: () => INPUT,
    shape: winogradOutputShape,
    work: elements,
    reference: (op, operands) => winogradOutputReference(op, tilesOf(operands)),
    magnitudes: winogradOutputMagnitudes,
  },
};

// The table's type says that the rule of an op's own type takes that op; TypeScript cannot see it through the union.
export const ruleOf = (op: Op): Rule<Op> => RULES[op.type] as unknown as Rule<Op>;

export const inputNames = (op: Op): readonly string[] => ruleOf(op).inputs(op);

export const outputShape = (op: Op, input: Shape4): Shape4 => ruleOf(op).shape(op, input);

export const workOf = (op: Op, input: Shape4, output: Shape4): number => ruleOf(op).work(op, input, output);
