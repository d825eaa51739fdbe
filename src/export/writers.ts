/**
 * Which ONNX operators each type of module becomes, as a table: a module without a row does not compile.
 */
import type { Module } from '../model/graph';
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
  type Writing,
} from './operators';

/** Writes a module; gives the name of its output. */
type Writer<M extends Module> = (b: OnnxBuilder, writing: Writing<M>) => string;

/** Of modules that are one operator. */
const plain =
  <M extends Module>(operator: string, inputs = 1): Writer<M> =>
  (b, { input }) =>
    b.node(
      operator,
      Array.from({ length: inputs }, (_, place) => input(place)),
    );

const WRITERS: { readonly [Type in Module['type']]: Writer<Extract<Module, { type: Type }>> } = {
  Conv2d: conv2d,
  BatchNorm2d: batchNorm,
  Linear: linear,
  GeM: gemPool,
  ReLU: plain('Relu'),
  Add: plain('Add', 2),
  maxPool2d,
  avgPool2d,
  globalAvgPool: plain('GlobalAveragePool'),
  globalPool,
  splitSum,
  rSoftMax,
  attentionWeightedSum,
};

// The table's type says that a module's own type takes that module; TypeScript cannot see it through the union.
export const writeModule = (b: OnnxBuilder, writing: Writing): string =>
  (WRITERS[writing.module.type] as Writer<Module>)(b, writing);
