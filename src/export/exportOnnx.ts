/**
 * A model with its weights as an ONNX file, for the runtimes that read one.
 */
import { need, needAt, unreachable } from '../core/need';
import type { Shape4 } from '../core/tensor';
import { type Graph, mainNode, type Node, type NodeId } from '../model/graph';
import { parametersOf } from '../model/parameters';
import { shapesOf } from '../model/shapes';
import { type FoldedWeight, foldBatchNorm } from '../weights/packing/fold';
import { matchParameters, type StateDict } from '../weights/stateDict';
import { encodeModel } from './onnx';
import {
  attentionWeightedSum,
  avgPool2d,
  batchNorm,
  conv2d,
  gemPool,
  globalPool,
  linear,
  maxPool2d,
  OnnxBuilder,
  rSoftMax,
  splitSum,
} from './operators';

export interface ExportOptions {
  /** The model's name, for the file and for messages. */
  readonly name: string;
  readonly inputSize: readonly [height: number, width: number];
}

/**
 * The file in chunks: `input` [N, C, H, W] of any N and the given size to `logits` [N, classes], or to `embedding`
 * [N, 2048] of a model without a classifier. Batch norms are folded. Throws a WeightsError if the checkpoint does not
 * fit the model.
 */
export function exportOnnx(
  graph: Graph,
  stateDict: StateDict,
  { name, inputSize }: ExportOptions,
): readonly Uint8Array[] {
  matchParameters(stateDict, parametersOf(graph), name);
  const input: Shape4 = [1, graph.inChannels, ...inputSize];
  const shapes = shapesOf(graph, input);
  const shapeOf = (id: NodeId): Shape4 => need(shapes, id, 'shape of node');
  const b = new OnnxBuilder();
  const values = new Map<NodeId, string>([[0, 'input']]);
  for (const node of graph.nodes) values.set(node.id, add(b, node, graph, stateDict, values, shapeOf));

  const node = mainNode(graph);
  const last = need(values, node, 'value of node');
  const output = last === graph.main ? last : b.node(graph.main, 'Flatten', [last]);
  const [, channels] = shapeOf(node);
  return encodeModel({
    name,
    nodes: b.nodes,
    initializers: b.initializers,
    inputs: [{ name: 'input', shape: ['N', graph.inChannels, ...inputSize] }],
    outputs: [{ name: output, shape: ['N', channels] }],
  });
}

/** Adds one module; gives the name of its output. */
function add(
  b: OnnxBuilder,
  { id, name, module, inputs }: Node,
  graph: Graph,
  stateDict: StateDict,
  values: ReadonlyMap<NodeId, string>,
  shapeOf: (id: NodeId) => Shape4,
): string {
  const operands = inputs.map((from) => need(values, from, 'value of node'));
  const input = needAt(operands, 0, `input of ${name},`);
  const inputShape = shapeOf(needAt(inputs, 0, `input of ${name},`));
  const folded = (bias: boolean): FoldedWeight => {
    const batchNorm = graph.nodes.find((next) => next.module.type === 'BatchNorm2d' && next.inputs[0] === id);
    return foldBatchNorm({ conv: name, bias, ...(batchNorm && { batchNorm: batchNorm.name }) }, stateDict);
  };
  switch (module.type) {
    case 'Conv2d':
      return conv2d(b, name, input, module, folded(module.bias), inputShape);
    case 'BatchNorm2d': {
      const before = graph.nodes.find((node) => node.id === inputs[0])?.module.type;
      if (before === 'Conv2d' || before === 'Linear') return input; // folded into that
      const source = { conv: name, bias: false, batchNorm: name, isNorm: true } as const;
      return batchNorm(b, name, input, foldBatchNorm(source, stateDict));
    }
    case 'Linear':
      return linear(b, name, input, module, folded(module.bias), id === mainNode(graph) ? graph.main : name);
    case 'GeM':
      return gemPool(b, name, input, module);
    case 'ReLU':
      return b.node(name, 'Relu', [input]);
    case 'Add':
      return b.node(name, 'Add', operands);
    case 'maxPool2d':
      return maxPool2d(b, name, input, module);
    case 'avgPool2d':
      return avgPool2d(b, name, input, module, inputShape, shapeOf(id));
    case 'globalAvgPool':
      return b.node(name, 'GlobalAveragePool', [input]);
    case 'globalPool':
      return globalPool(b, name, input, module);
    case 'splitSum':
      return splitSum(b, name, input, module);
    case 'rSoftMax':
      return rSoftMax(b, name, input, module);
    case 'attentionWeightedSum':
      return attentionWeightedSum(b, name, [input, needAt(operands, 1, `input of ${name},`)], module);
    default:
      return unreachable(module, 'the module');
  }
}
