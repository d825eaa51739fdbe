/**
 * Which ONNX operators each type of module becomes, as a table: a module without a row does not compile.
 */
import type { Shape4 } from '../core/tensor';
import type { Module } from '../model/graph';
import type { FoldedWeight } from '../weights/packing/fold';
import {
  attentionWeightedSum,
  avgPool2d,
  batchNorm,
  conv2d,
  gemPool,
  globalPool,
  linear,
  maxPool2d,
  type OnnxBuilder,
  rSoftMax,
  splitSum,
} from './operators';

/** One module while it is written. */
export interface Writing<M extends Module = Module> {
  readonly module: M;
  /** The module's name, which its nodes and constants begin with. */
  readonly name: string;
  /** The name that its output should have, where a node can give it one. */
  readonly output: string;
  /** The value that it reads at a place; throws where there is none. */
  readonly input: (place: number) => string;
  /** Of its first input. */
  readonly inputShape: Shape4;
  readonly outputShape: Shape4;
  /** Whether it was folded into the module that it reads. */
  readonly isFolded: boolean;
  /** Its weight and bias, with the batch norm that reads it, or of itself if it is one. */
  readonly folded: () => FoldedWeight;
}

/** Writes a module; gives the name of its output. */
type Writer<M extends Module> = (b: OnnxBuilder, writing: Writing<M>) => string;

const WRITERS: { readonly [Type in Module['type']]: Writer<Extract<Module, { type: Type }>> } = {
  Conv2d: (b, { name, module, input, folded, inputShape }) => conv2d(b, name, input(0), module, folded(), inputShape),
  BatchNorm2d: (b, { name, input, folded, isFolded }) => (isFolded ? input(0) : batchNorm(b, name, input(0), folded())),
  Linear: (b, { name, module, input, folded, output }) => linear(b, name, input(0), module, folded(), output),
  GeM: (b, { name, module, input }) => gemPool(b, name, input(0), module),
  ReLU: (b, { name, input }) => b.node(name, 'Relu', [input(0)]),
  Add: (b, { name, input }) => b.node(name, 'Add', [input(0), input(1)]),
  maxPool2d: (b, { name, module, input }) => maxPool2d(b, name, input(0), module),
  avgPool2d: (b, { name, module, input, inputShape, outputShape }) =>
    avgPool2d(b, name, input(0), module, inputShape, outputShape),
  globalAvgPool: (b, { name, input }) => b.node(name, 'GlobalAveragePool', [input(0)]),
  globalPool: (b, { name, module, input }) => globalPool(b, name, input(0), module),
  splitSum: (b, { name, module, input }) => splitSum(b, name, input(0), module),
  rSoftMax: (b, { name, module, input }) => rSoftMax(b, name, input(0), module),
  attentionWeightedSum: (b, { name, module, input }) => attentionWeightedSum(b, name, [input(0), input(1)], module),
};

// The table's type says that a module's own type takes that module; TypeScript cannot see it through the union.
export const writeModule = (b: OnnxBuilder, writing: Writing): string =>
  (WRITERS[writing.module.type] as Writer<Module>)(b, writing);
