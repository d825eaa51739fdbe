/**
 * The closed set of operations that a plan is made of. They say which numbers are computed, not by which kernel.
 */
import type { Shape4 } from '../core/tensor';
import { type Attention, attentionMacs, attentionShape } from './attention';
import { type Conv2d, conv2dMacs, conv2dShape } from './conv2d';
import { type GemPool, gemPoolShape, type GlobalPool, globalPoolShape } from './globalPool';
import {
  type AvgPool2d,
  avgPool2dShape,
  type GlobalAvgPool,
  globalAvgPoolShape,
  type MaxPool2d,
  maxPool2dShape,
} from './pool2d';
import {
  type AttentionWeightedPool,
  attentionWeightedPoolShape,
  type AttentionWeightedSum,
  type RSoftMax,
  rSoftMaxShape,
  type SplitSum,
  splitSumShape,
} from './splitAttention';
import { type WinogradInput, winogradInputShape, type WinogradOutput, winogradOutputShape } from './winograd';

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
}

const elements = (_: Op, [n, c, h, w]: Shape4): number => n * c * h * w;

/** The row of an op whose work is to read its input. */
const ofMaps = <O extends Op>(inputs: readonly string[], shape: Rule<O>['shape']): Rule<O> => ({
  inputs: () => inputs,
  shape,
  work: elements,
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
  },
  maxPool2d: ofMaps(INPUT, maxPool2dShape),
  avgPool2d: ofMaps(INPUT, avgPool2dShape),
  globalAvgPool: ofMaps(INPUT, globalAvgPoolShape),
  globalPool: ofMaps(INPUT, globalPoolShape),
  gemPool: ofMaps(INPUT, gemPoolShape),
  splitSum: ofMaps<SplitSum>(INPUT, splitSumShape),
  rSoftMax: ofMaps(INPUT, rSoftMaxShape),
  attentionWeightedSum: ofMaps<AttentionWeightedSum>(ATTENDED, splitSumShape),
  attention: { inputs: () => INPUT, shape: attentionShape, work: attentionMacs },
  attentionWeightedPool: ofMaps(ATTENDED, attentionWeightedPoolShape),
  winogradInput: { inputs: () => INPUT, shape: winogradInputShape, work: (_, __, output) => elements(_, output) },
  winogradOutput: ofMaps(INPUT, winogradOutputShape),
};

// The table's type says that the rule of an op's own type takes that op; TypeScript cannot see it through the union.
const ruleOf = (op: Op): Rule<Op> => RULES[op.type] as unknown as Rule<Op>;

export const inputNames = (op: Op): readonly string[] => ruleOf(op).inputs(op);

export const outputShape = (op: Op, input: Shape4): Shape4 => ruleOf(op).shape(op, input);

export const workOf = (op: Op, input: Shape4, output: Shape4): number => ruleOf(op).work(op, input, output);
