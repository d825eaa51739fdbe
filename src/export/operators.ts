/**
 * The modules of a model as ONNX operators, one function a module.
 */
import { needAt } from '../core/need';
import type { Shape, Shape4 } from '../core/tensor';
import type { BatchNorm2dModule, Conv2dModule, GemModule, LinearModule, Module } from '../model/graph';
import { conv2dReference } from '../ops/references/conv2d';
import { GEM_LEAST, type GlobalPool } from '../ops/globalPool';
import type { AvgPool2d, MaxPool2d } from '../ops/pool2d';
import type { AttentionWeightedSum, RSoftMax, SplitSum } from '../ops/splitAttention';
import type { FoldedWeight } from '../weights/packing/fold';
import type { OnnxNode, OnnxTensor } from './onnx';

/**
 * Collects the nodes and constants of a file; every method gives the name of the value that it adds. Names begin with that
 * of the module which is written.
 */
export class OnnxBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  #module = '';
  #values = 0;
  /** How many nodes there were before the module. */
  #before = 0;

  /** Begins a module. */
  begin(module: string): void {
    this.#module = module;
    this.#values = 0;
    this.#before = this.nodes.length;
  }

  /** A node with one output. */
  node(operator: string, inputs: readonly string[], attributes?: OnnxNode['attributes']): string {
    return this.split(operator, inputs, 1, attributes)[0] ?? '';
  }

  /** A node with several outputs. */
  split(
    operator: string,
    inputs: readonly string[],
    count: number,
    attributes: OnnxNode['attributes'] = {},
  ): readonly string[] {
    const outputs = Array.from({ length: count }, () => `${this.#module}.${this.#values++}`);
    this.nodes.push({ name: `${this.#module}.${operator}${this.nodes.length}`, operator, inputs, outputs, attributes });
    return outputs;
  }

  /** Gives another name to the value of the last node, unless the module has added none. */
  rename(value: string, name: string): string {
    const last = this.nodes.length > this.#before ? this.nodes.pop() : undefined;
    if (!last) return value;
    this.nodes.push({ ...last, outputs: [name] });
    return name;
  }

  constant(word: string, shape: Shape, data: Float32Array | BigInt64Array): string {
    const name = `${this.#module}.${word}`;
    this.initializers.push({ name, shape, data });
    return name;
  }

  /** A constant that scales or bounds. */
  scalar(word: string, value: number): string {
    return this.constant(word, [], Float32Array.of(value));
  }

  /** The sizes that Reshape takes: 0 keeps a size, -1 is what is left. */
  sizes(word: string, ...sizes: readonly number[]): string {
    return this.constant(word, [sizes.length], BigInt64Array.from(sizes, BigInt));
  }
}

/** One module while it is written. */
export interface Writing<M extends Module = Module> {
  readonly module: M;
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

/** A convolution with its batch norm; a rectified one is scaled by a mask before its bias is added. */
export function conv2d(b: OnnxBuilder, { module, input, folded, inputShape }: Writing<Conv2dModule>): string {
  const { weight, bias } = folded();
  const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups, rectify } = module;
  const attributes = {
    kernel_shape: [kernelSize, kernelSize],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
    dilations: [dilation, dilation],
    group: groups,
  };
  const filters = b.constant('weight', [outChannels, inChannels / groups, kernelSize, kernelSize], weight);
  if (rectify === 'none')
    return b.node('Conv', [input(0), filters, b.constant('bias', [outChannels], bias)], attributes);
  const mask = rectificationMask(module, inputShape);
  const scale = b.constant('rectification', mask.shape, Float32Array.from(mask.data));
  const biases = b.constant('bias', [1, outChannels, 1, 1], bias);
  const sums = b.node('Conv', [input(0), filters], attributes);
  return b.node('Add', [b.node('Mul', [sums, scale]), biases]);
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
export function linear(b: OnnxBuilder, { module, input, folded }: Writing<LinearModule>): string {
  const { inFeatures, outFeatures } = module;
  const { weight, bias } = folded();
  const matrix = b.constant('weight', [outFeatures, inFeatures], weight);
  const biases = b.constant('bias', [outFeatures], bias);
  return b.node('Gemm', [b.node('Flatten', [input(0)]), matrix, biases], { transB: 1 });
}

/** A batch norm of pooled features, unless the layer before it took it in. */
export function batchNorm(b: OnnxBuilder, { input, isFolded, folded }: Writing<BatchNorm2dModule>): string {
  if (isFolded) return input(0);
  const { weight, bias } = folded();
  const features = b.node('Flatten', [input(0)]);
  const scaled = b.node('Mul', [features, b.constant('scale', [weight.length], weight)]);
  return b.node('Add', [scaled, b.constant('shift', [bias.length], bias)]);
}

export function globalPool(b: OnnxBuilder, { module: { mode }, input }: Writing<GlobalPool>): string {
  if (mode === 'max') return b.node('GlobalMaxPool', [input(0)]);
  const max = b.node('GlobalMaxPool', [input(0)]);
  const mean = b.node('GlobalAveragePool', [input(0)]);
  switch (mode) {
    case 'avgmax':
      return b.node('Mul', [b.node('Add', [mean, max]), b.scalar('half', 0.5)]);
    case 'catavgmax':
      return b.node('Concat', [mean, max], { axis: 1 });
    case 'catmaxavg':
      return b.node('Concat', [max, mean], { axis: 1 });
  }
}

export function gemPool(b: OnnxBuilder, { module: { p }, input }: Writing<GemModule>): string {
  const positive = b.node('Max', [input(0), b.scalar('least', GEM_LEAST)]);
  const mean = b.node('GlobalAveragePool', [b.node('Pow', [positive, b.scalar('p', p)])]);
  return b.node('Pow', [mean, b.scalar('root', 1 / p)]);
}

export const maxPool2d = (b: OnnxBuilder, { module, input }: Writing<MaxPool2d>): string => {
  const { kernelSize, stride, padding } = module;
  return b.node('MaxPool', [input(0)], {
    kernel_shape: [kernelSize, kernelSize],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
  });
};

/**
 * The padding on the right and below is what the windows reach, which serves for ceil_mode too: runtimes differ there.
 * It holds for every pool of a model: one with ceil_mode does not count its padding.
 */
export function avgPool2d(b: OnnxBuilder, { module, input, inputShape, outputShape }: Writing<AvgPool2d>): string {
  const { kernelSize, stride, padding, countIncludePad } = module;
  const reach = (axis: 2 | 3): number =>
    Math.max(0, (outputShape[axis] - 1) * stride + kernelSize - padding - inputShape[axis]);
  return b.node('AveragePool', [input(0)], {
    kernel_shape: [kernelSize, kernelSize],
    strides: [stride, stride],
    pads: [padding, padding, reach(2), reach(3)],
    count_include_pad: Number(countIncludePad),
  });
}

/** The splits [N, C, H, W] of [N, radix*C, H, W]. */
const splits = (b: OnnxBuilder, input: string, radix: number): readonly string[] =>
  b.split('Split', [input], radix, { axis: 1 });

/** One addition after the other: not every backend has ONNX's Sum. */
const sum = (b: OnnxBuilder, terms: readonly string[]): string =>
  terms.reduce((total, term) => b.node('Add', [total, term]));

export const splitSum = (b: OnnxBuilder, { module: { radix }, input }: Writing<SplitSum>): string =>
  sum(b, splits(b, input(0), radix));

/** Cardinal-major logits [N, K*R*C', 1, 1] to radix-major attention. */
export function rSoftMax(b: OnnxBuilder, { module: { radix, cardinality }, input }: Writing<RSoftMax>): string {
  if (radix === 1) return b.node('Sigmoid', [input(0)]);
  const flat = b.sizes('flat', 0, -1, 1, 1);
  const isOne = cardinality === 1;
  const grouped = isOne ? b.sizes('grouped', 0, radix, -1) : b.sizes('grouped', 0, cardinality, radix, -1);
  let rows = b.node('Reshape', [input(0), grouped]);
  if (!isOne) rows = b.node('Transpose', [rows], { perm: [0, 2, 1, 3] });
  return b.node('Reshape', [b.node('Softmax', [rows], { axis: 1 }), flat]);
}

export function attentionWeightedSum(
  b: OnnxBuilder,
  { module: { radix }, input }: Writing<AttentionWeightedSum>,
): string {
  if (radix === 1) return b.node('Mul', [input(0), input(1)]);
  const weights = splits(b, input(1), radix);
  const weighted = splits(b, input(0), radix).map((map, r) =>
    b.node('Mul', [map, needAt(weights, r, 'weights of split')]),
  );
  return sum(b, weighted);
}
