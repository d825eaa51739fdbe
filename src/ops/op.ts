/**
 * The closed set of operations that a plan is made of: what is computed, never how.
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

/** What holds for every operation of one type. */
interface Rule<O extends Op> {
  /** Names of the activations that it reads, in the order of a step's inputs; shaders name their bindings the same. */
  readonly inputs: (op: O) => readonly string[];
  readonly shape: (op: O, input: Shape4) => Shape4;
  /** Multiply-adds, or elements read where there are none: what a run's time is estimated from. */
  readonly work: (op: O, input: Shape4, output: Shape4) => number;
}

const elements = (_: Op, [n, c, h, w]: Shape4): number => n * c * h * w;

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
  maxPool2d: { inputs: () => ['input'], shape: maxPool2dShape, work: elements },
  avgPool2d: { inputs: () => ['input'], shape: avgPool2dShape, work: elements },
  globalAvgPool: { inputs: () => ['input'], shape: globalAvgPoolShape, work: elements },
  globalPool: { inputs: () => ['input'], shape: globalPoolShape, work: elements },
  gemPool: { inputs: () => ['input'], shape: gemPoolShape, work: elements },
  splitSum: { inputs: () => ['input'], shape: splitSumShape, work: elements },
  rSoftMax: { inputs: () => ['input'], shape: (_, input) => input, work: elements },
  attentionWeightedSum: { inputs: () => ['input', 'attention'], shape: splitSumShape, work: elements },
  attention: { inputs: () => ['input'], shape: attentionShape, work: attentionMacs },
  attentionWeightedPool: { inputs: () => ['input', 'attention'], shape: attentionWeightedPoolShape, work: elements },
  winogradInput: { inputs: () => ['input'], shape: winogradInputShape, work: (_, __, output) => elements(_, output) },
  winogradOutput: { inputs: () => ['input'], shape: winogradOutputShape, work: elements },
};

// The table's type says that the rule of an op's own type takes that op; TypeScript cannot see it through the union.
const ruleOf = (op: Op): Rule<Op> => RULES[op.type] as unknown as Rule<Op>;

export const inputNames = (op: Op): readonly string[] => ruleOf(op).inputs(op);

export const outputShape = (op: Op, input: Shape4): Shape4 => ruleOf(op).shape(op, input);

export const workOf = (op: Op, input: Shape4, output: Shape4): number => ruleOf(op).work(op, input, output);
