/**
 * From PyTorch's modules to fused steps: batch norm goes into the weight of the convolution before it, or is a convolution
 * of each channel by itself where there is none; a residual and a ReLU go into the epilogue.
 */
import { ConfigError } from '../../../core/errors';
import type { Conv2dModule, Graph, Module, Node, NodeId } from '../../../model/graph';
import type { Op } from '../../../ops/op';
import { logitsOf } from '../../../ops/splitAttention';
import type { FusedStep } from '../steps';

/** The steps that compute the nodes of a graph, in an order in which they can run. */
export function fuse(graph: Graph): readonly FusedStep[] {
  const consumers = consumersOf(graph);
  const absorbed = new Set<NodeId>();
  const steps: FusedStep[] = [];
  for (const node of graph.nodes) {
    if (absorbed.has(node.id)) continue;
    const conv = asConv2d(node.module);
    if (conv) {
      const tail = followers(node, consumers);
      for (const follower of tail) absorbed.add(follower.id);
      steps.push(fuseConv2d(node, conv, tail, splitsBehind(tail.at(-1) ?? node, consumers)));
    } else {
      steps.push({ name: node.name, op: asOp(node), inputs: node.inputs, output: node.id, weights: [] });
    }
  }
  return steps;
}

function consumersOf(graph: Graph): ReadonlyMap<NodeId, readonly Node[]> {
  const consumers = new Map<NodeId, Node[]>();
  for (const node of graph.nodes)
    for (const input of node.inputs) consumers.set(input, [...(consumers.get(input) ?? []), node]);
  return consumers;
}

/**
 * The modules that a convolution can take into itself, in the order in which they must come. A norm by itself takes no
 * other norm: one weight has room for one.
 */
const TAIL: readonly Module['type'][] = ['BatchNorm2d', 'Add', 'ReLU'];

/** The nodes behind a convolution that it takes into itself. */
function followers(conv: Node, consumers: ReadonlyMap<NodeId, readonly Node[]>): Node[] {
  const tail: Node[] = [];
  let last = conv;
  for (const type of TAIL) {
    if (type === conv.module.type) continue;
    const [next, ...others] = consumers.get(last.id) ?? [];
    // Of an addition only the first operand's convolution computes it; the other operand must be there already.
    if (!next || others.length > 0 || next.module.type !== type || next.inputs[0] !== last.id) continue;
    tail.push(next);
    last = next;
  }
  return tail;
}

/** The splits of the softmax that reads a node: it wants their logits less that of the first. */
function splitsBehind({ id }: Node, consumers: ReadonlyMap<NodeId, readonly Node[]>): number {
  const module = consumers.get(id)?.[0]?.module;
  return module?.type === 'rSoftMax' ? module.radix : 1;
}

function asConv2d(module: Module): Conv2dModule | undefined {
  switch (module.type) {
    case 'Conv2d':
      return module;
    case 'Linear': {
      const { inFeatures, outFeatures, bias } = module;
      return { ...POINTWISE, inChannels: inFeatures, outChannels: outFeatures, groups: 1, bias };
    }
    case 'BatchNorm2d': {
      const { numFeatures } = module;
      return { ...POINTWISE, inChannels: numFeatures, outChannels: numFeatures, groups: numFeatures, bias: false };
    }
    default:
      return undefined;
  }
}

const POINTWISE = {
  type: 'Conv2d',
  kernelSize: 1,
  stride: 1,
  padding: 0,
  dilation: 1,
  rectify: 'none',
} as const;

function fuseConv2d(node: Node, conv: Conv2dModule, tail: readonly Node[], radix: number): FusedStep {
  const { inChannels, kernelSize, stride, padding, dilation, groups, rectify, bias } = conv;
  const outChannels = (conv.outChannels / radix) * logitsOf(radix);
  const find = (type: Module['type']): Node | undefined => tail.find(({ module }) => module.type === type);
  const isNorm = node.module.type === 'BatchNorm2d';
  const batchNorm = isNorm ? node.name : find('BatchNorm2d')?.name;
  const residual = find('Add')?.inputs[1];
  return {
    name: node.name,
    op: {
      type: 'conv2d',
      outChannels,
      kernelSize,
      stride,
      padding,
      dilation,
      groups,
      rectify,
      residual: residual !== undefined,
      relu: find('ReLU') !== undefined,
    },
    inputs: residual === undefined ? node.inputs : [...node.inputs, residual],
    output: tail.at(-1)?.id ?? node.id,
    weights: [
      {
        source: {
          conv: node.name,
          bias,
          ...(batchNorm === undefined ? {} : { batchNorm }),
          ...(isNorm && { isNorm }),
          ...(radix > 1 && { radix }),
        },
        shape: [outChannels, inChannels / groups, kernelSize, kernelSize],
        groups,
      },
    ],
  };
}

function asOp({ name, module }: Node): Op {
  switch (module.type) {
    case 'Conv2d':
    case 'Linear':
    case 'BatchNorm2d':
    case 'ReLU':
    case 'Add':
      throw new ConfigError(
        'unsupported',
        `cannot plan the ${module.type} ${name}: it must come directly after a convolution`,
      );
    case 'GeM':
      return { type: 'gemPool', p: module.p };
    default:
      return module;
  }
}
