/**
 * The modules of a model as ONNX operators, one function a module.
 */
import { needAt } from '../core/need';
import type { Shape, Shape4 } from '../core/tensor';
import type { Conv2dModule, GemModule, LinearModule } from '../model/graph';
import { conv2dReference } from '../ops/conv2d';
import { GEM_LEAST, type GlobalPool } from '../ops/globalPool';
import type { AvgPool2d, MaxPool2d } from '../ops/pool2d';
import type { AttentionWeightedSum, RSoftMax, SplitSum } from '../ops/splitAttention';
import type { FoldedWeight } from '../weights/packing/fold';
import type { OnnxNode, OnnxTensor } from './onnx';

/** Collects the nodes and constants of a file; every method gives the name of the value that it adds. */
export class OnnxBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];

  /** A node with one output, which has the node's name unless told otherwise. */
  node(
    name: string,
    operator: string,
    inputs: readonly string[],
    attributes: OnnxNode['attributes'] = {},
    output = name,
  ): string {
    this.nodes.push({ name, operator, inputs, outputs: [output], attributes });
    return output;
  }

  constant(name: string, shape: Shape, data: Float32Array | BigInt64Array): string {
    this.initializers.push({ name, shape, data });
    return name;
  }

  /** The sizes that Reshape takes: 0 keeps a size, -1 is what is left. */
  sizes(name: string, sizes: readonly number[]): string {
    return this.constant(name, [sizes.length], BigInt64Array.from(sizes, BigInt));
  }
}

/** A convolution with its batch norm; a rectified one is scaled by a mask before its bias is added. */
export function conv2d(
  b: OnnxBuilder,
  name: string,
  input: string,
  module: Conv2dModule,
  { weight, bias }: FoldedWeight,
  inputShape: Shape4,
): string {
  const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups, rectify } = module;
  const attributes = {
    kernel_shape: [kernelSize, kernelSize],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
    dilations: [dilation, dilation],
    group: groups,
  };
  const filters = b.constant(`${name}.weight`, [outChannels, inChannels / groups, kernelSize, kernelSize], weight);
  if (rectify === 'none') {
    const biases = b.constant(`${name}.bias`, [outChannels], bias);
    return b.node(name, 'Conv', [input, filters, biases], attributes);
  }
  const mask = rectificationMask(module, inputShape);
  const scale = b.constant(`${name}.rectification`, mask.shape, Float32Array.from(mask.data));
  const biases = b.constant(`${name}.bias`, [1, outChannels, 1, 1], bias);
  const sums = b.node(`${name}.sums`, 'Conv', [input, filters], attributes);
  return b.node(name, 'Add', [b.node(`${name}.rectified`, 'Mul', [sums, scale]), biases]);
}

/** What a rectified convolution scales each pixel by: what it makes of ones, with a kernel that is 1 in its centre alone. */
function rectificationMask(module: Conv2dModule, [, , height, width]: Shape4) {
  const { kernelSize } = module;
  const weight = new Float64Array(kernelSize ** 2);
  weight[(weight.length - 1) / 2] = 1;
  return conv2dReference(
    { ...module, type: 'conv2d', outChannels: 1, groups: 1, residual: false, relu: false },
    {
      input: { shape: [1, 1, height, width], data: new Float64Array(height * width).fill(1) },
      weight: { shape: [1, 1, kernelSize, kernelSize], data: weight },
      bias: new Float64Array(1),
    },
  );
}

/** A linear layer of pooled features. */
export function linear(
  b: OnnxBuilder,
  name: string,
  input: string,
  { inFeatures, outFeatures }: LinearModule,
  { weight, bias }: FoldedWeight,
  output: string,
): string {
  const matrix = b.constant(`${name}.weight`, [outFeatures, inFeatures], weight);
  const biases = b.constant(`${name}.bias`, [outFeatures], bias);
  const features = b.node(`${name}.features`, 'Flatten', [input]);
  return b.node(name, 'Gemm', [features, matrix, biases], { transB: 1 }, output);
}

/** A batch norm of pooled features that follows no layer which could take it in. */
export function batchNorm(b: OnnxBuilder, name: string, input: string, { weight, bias }: FoldedWeight): string {
  const features = b.node(`${name}.features`, 'Flatten', [input]);
  const scaled = b.node(`${name}.scaled`, 'Mul', [features, b.constant(`${name}.scale`, [weight.length], weight)]);
  return b.node(name, 'Add', [scaled, b.constant(`${name}.shift`, [bias.length], bias)]);
}

export function globalPool(b: OnnxBuilder, name: string, input: string, { mode }: GlobalPool): string {
  if (mode === 'max') return b.node(name, 'GlobalMaxPool', [input]);
  const max = b.node(`${name}.max`, 'GlobalMaxPool', [input]);
  const mean = b.node(`${name}.mean`, 'GlobalAveragePool', [input]);
  switch (mode) {
    case 'avgmax': {
      const half = b.constant(`${name}.half`, [], Float32Array.of(0.5));
      return b.node(name, 'Mul', [b.node(`${name}.sum`, 'Add', [mean, max]), half]);
    }
    case 'catavgmax':
      return b.node(name, 'Concat', [mean, max], { axis: 1 });
    case 'catmaxavg':
      return b.node(name, 'Concat', [max, mean], { axis: 1 });
  }
}

export function gemPool(b: OnnxBuilder, name: string, input: string, { p }: GemModule): string {
  const constant = (word: string, value: number): string => b.constant(`${name}.${word}`, [], Float32Array.of(value));
  const positive = b.node(`${name}.positive`, 'Max', [input, constant('least', GEM_LEAST)]);
  const powers = b.node(`${name}.powers`, 'Pow', [positive, constant('p', p)]);
  const mean = b.node(`${name}.mean`, 'GlobalAveragePool', [powers]);
  return b.node(name, 'Pow', [mean, constant('root', 1 / p)]);
}

export const maxPool2d = (b: OnnxBuilder, name: string, input: string, op: MaxPool2d): string => {
  const { kernelSize, stride, padding } = op;
  return b.node(name, 'MaxPool', [input], {
    kernel_shape: [kernelSize, kernelSize],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
  });
};

/**
 * The padding on the right and below is what the windows reach, which serves for ceil_mode too: runtimes differ there.
 * It holds for every pool of a model: one with ceil_mode does not count its padding.
 */
export function avgPool2d(
  b: OnnxBuilder,
  name: string,
  input: string,
  op: AvgPool2d,
  [, , inHeight, inWidth]: Shape4,
  [, , height, width]: Shape4,
): string {
  const { kernelSize, stride, padding, countIncludePad } = op;
  const reach = (outputs: number, inputs: number): number =>
    Math.max(0, (outputs - 1) * stride + kernelSize - padding - inputs);
  return b.node(name, 'AveragePool', [input], {
    kernel_shape: [kernelSize, kernelSize],
    strides: [stride, stride],
    pads: [padding, padding, reach(height, inHeight), reach(width, inWidth)],
    count_include_pad: Number(countIncludePad),
  });
}

/** The splits [N, C, H, W] of [N, radix*C, H, W]. */
function splits(b: OnnxBuilder, name: string, input: string, radix: number): string[] {
  const outputs = Array.from({ length: radix }, (_, r) => `${name}.${r}`);
  b.nodes.push({ name: `${name}.split`, operator: 'Split', inputs: [input], outputs, attributes: { axis: 1 } });
  return outputs;
}

/** One addition after the other: not every backend has ONNX's Sum. */
function sum(b: OnnxBuilder, name: string, terms: readonly string[]): string {
  return terms.reduce((total, term, i) =>
    b.node(i === terms.length - 1 ? name : `${name}.sum${i}`, 'Add', [total, term]),
  );
}

export const splitSum = (b: OnnxBuilder, name: string, input: string, { radix }: SplitSum): string =>
  sum(b, name, splits(b, name, input, radix));

/** Cardinal-major logits [N, K*R*C', 1, 1] to radix-major attention. */
export function rSoftMax(b: OnnxBuilder, name: string, input: string, { radix, cardinality }: RSoftMax): string {
  if (radix === 1) return b.node(name, 'Sigmoid', [input]);
  const flat = b.sizes(`${name}.flat`, [0, -1, 1, 1]);
  const isOne = cardinality === 1;
  const grouped = b.sizes(`${name}.grouped`, isOne ? [0, radix, -1] : [0, cardinality, radix, -1]);
  let rows = b.node(`${name}.rows`, 'Reshape', [input, grouped]);
  if (!isOne) rows = b.node(`${name}.radixMajor`, 'Transpose', [rows], { perm: [0, 2, 1, 3] });
  return b.node(name, 'Reshape', [b.node(`${name}.softmax`, 'Softmax', [rows], { axis: 1 }), flat]);
}

export function attentionWeightedSum(
  b: OnnxBuilder,
  name: string,
  [input, attention]: readonly [string, string],
  { radix }: AttentionWeightedSum,
): string {
  if (radix === 1) return b.node(name, 'Mul', [input, attention]);
  const maps = splits(b, `${name}.maps`, input, radix);
  const weights = splits(b, `${name}.weights`, attention, radix);
  const weighted = maps.map((map, r) =>
    b.node(`${name}.weighted${r}`, 'Mul', [map, needAt(weights, r, `weights of ${name}, split`)]),
  );
  return sum(b, name, weighted);
}
