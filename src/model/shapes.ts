/**
 * The sizes of everything that a model computes for one input.
 */
import { need, needAt } from '../core/need';
import type { Shape4 } from '../core/tensor';
import { conv2dMacs } from '../ops/conv2d';
import { outputShape } from '../ops/op';
import { windowedSize } from '../ops/window';
import type { Graph, Module, Node, NodeId } from './graph';

/** The shape of every node for an input [N, C, H, W], that of node 0. */
export function shapesOf(graph: Graph, input: Shape4): ReadonlyMap<NodeId, Shape4> {
  const shapes = new Map<NodeId, Shape4>([[0, input]]);
  for (const node of graph.nodes) shapes.set(node.id, moduleShape(node.module, inputShape(node, shapes)));
  return shapes;
}

/** The shape of a node's first input, which alone decides on that of the node. */
const inputShape = ({ name, inputs }: Node, shapes: ReadonlyMap<NodeId, Shape4>): Shape4 =>
  need(shapes, needAt(inputs, 0, `input of ${name},`), 'shape of node');

function moduleShape(module: Module, input: Shape4): Shape4 {
  const [n, channels, height, width] = input;
  switch (module.type) {
    case 'Conv2d': {
      const { outChannels, kernelSize, stride, padding, dilation } = module;
      const size = (samples: number): number => windowedSize(samples, kernelSize, stride, padding, dilation);
      return [n, outChannels, size(height), size(width)];
    }
    case 'GeM':
      return [n, channels, 1, 1];
    case 'Linear':
      return [n, module.outFeatures, 1, 1];
    case 'BatchNorm2d':
    case 'ReLU':
    case 'Add':
      return input;
    default:
      return outputShape(module, input);
  }
}

/** Multiply-adds of the convolutions and the classifier for an input, computed directly: 5.4e9 for resnest50 at 224. */
export function macsOf(graph: Graph, input: Shape4): number {
  const shapes = shapesOf(graph, input);
  return graph.nodes.reduce((macs, node) => {
    const { id, module } = node;
    const output = need(shapes, id, 'shape of node');
    const from = inputShape(node, shapes);
    if (module.type === 'Conv2d') {
      const conv = { ...module, type: 'conv2d', residual: false, relu: false } as const;
      return macs + conv2dMacs(conv, from, output);
    }
    return module.type === 'Linear' ? macs + output[0] * module.inFeatures * module.outFeatures : macs;
  }, 0);
}
