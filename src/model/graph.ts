/**
 * A model as a graph of PyTorch's modules, and its builder. Nodes are in an order in which they can run.
 */
import { need } from '../core/need';
import type { Rectify } from '../ops/conv2d';
import type { HostTensor, Shape } from '../core/tensor';
import type { GlobalPool } from '../ops/globalPool';
import type { AvgPool2d, GlobalAvgPool, MaxPool2d } from '../ops/pool2d';
import type { AttentionWeightedSum, RSoftMax, SplitSum } from '../ops/splitAttention';

/** PyTorch's Conv2d with square kernels. */
export interface Conv2dModule {
  readonly type: 'Conv2d';
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly groups: number;
  /** RFConv2d; `none` for an ordinary Conv2d. */
  readonly rectify: Rectify;
  readonly bias: boolean;
}

/** PyTorch's Linear on a pooled map [N, C, 1, 1]; its weight is [outFeatures, inFeatures]. */
export interface LinearModule {
  readonly type: 'Linear';
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly bias: boolean;
}

/** The generalised mean with the p that its checkpoint holds; a p that is no parameter has no shape. */
export interface GemModule {
  readonly type: 'GeM';
  readonly p: number;
  readonly parameterShape?: Shape;
}

/** Modules that the scheduler fuses into the convolution before them; a batch norm into a linear layer behind it, too. */
export interface BatchNorm2dModule {
  readonly type: 'BatchNorm2d';
  readonly numFeatures: number;
}
export interface ReLUModule {
  readonly type: 'ReLU';
}
export interface AddModule {
  readonly type: 'Add';
}

export type Module =
  | Conv2dModule
  | LinearModule
  | BatchNorm2dModule
  | ReLUModule
  | AddModule
  | MaxPool2d
  | AvgPool2d
  | GlobalAvgPool
  | GlobalPool
  | GemModule
  | SplitSum
  | RSoftMax
  | AttentionWeightedSum;

/** The number of a node; 0 is the model's input. */
export type NodeId = number;

export interface Node {
  readonly id: NodeId;
  /** The module's path in the state dict, or a like name for what has no parameters. */
  readonly name: string;
  readonly module: Module;
  readonly inputs: readonly NodeId[];
}

export interface Graph {
  /** Channels of the input, node 0. */
  readonly inChannels: number;
  readonly nodes: readonly Node[];
  /** The nodes that a caller may ask for. */
  readonly outputs: Readonly<Record<OutputName, NodeId>>;
  /** The output that the whole model is for: a plan computes it unless it is asked for others. */
  readonly main: OutputName;
}

/**
 * What a graph computes, by name. The backbone gives `layer1` to `layer4`, the feature maps [N, C, H, W] from the finest
 * to the coarsest, and in blocks with splits `layer1.0.attention` and so on, the attention [N, radix * C, 1, 1]. The head
 * adds names of its own, such as `embedding` and `logits`.
 */
export type OutputName = string;

/** Outputs that were computed, each [N, C, H, W]. */
export type Outputs = ReadonlyMap<OutputName, HostTensor>;

/** The nodes of some outputs, in the order of their names. Throws where the graph has no output of a name. */
export function outputNodes({ outputs }: Graph, names: readonly OutputName[]): Readonly<Record<OutputName, NodeId>> {
  const known = new Map(Object.entries(outputs));
  return Object.fromEntries(names.map((name) => [name, need(known, name, 'output')]));
}

/** The node that computes an output. Throws where the graph has no output of the name. */
export function nodeOf({ nodes, outputs }: Graph, name: OutputName): Node {
  const id = need(new Map(Object.entries(outputs)), name, 'output');
  return need(new Map(nodes.map((node) => [node.id, node])), id, 'node');
}

/** The node of the output that the whole model is for. */
export const mainNode = ({ outputs, main }: Graph): NodeId => need(new Map(Object.entries(outputs)), main, 'output');

/** The outputs that are a model's answers: those of blocks, whose names are paths, are left out. */
export const answersOf = ({ outputs }: Graph): readonly OutputName[] =>
  Object.keys(outputs).filter((name) => !name.includes('.'));

/** A value while the graph is built: its node and its channels. */
export interface Value {
  readonly id: NodeId;
  readonly channels: number;
}

/** Collects nodes and names of outputs. */
export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #outputs: Record<OutputName, NodeId> = {};
  readonly input: Value;

  constructor(inChannels: number) {
    this.input = { id: 0, channels: inChannels };
  }

  /** Adds a node; gives the value that it computes. */
  add(name: string, module: Module, inputs: readonly Value[], channels: number): Value {
    const id = this.#nodes.length + 1;
    this.#nodes.push({ id, name, module, inputs: inputs.map((input) => input.id) });
    return { id, channels };
  }

  /** Lets callers ask for a value by a name; gives the value. */
  name(name: OutputName, value: Value): Value {
    this.#outputs[name] = value.id;
    return value;
  }

  /** The graph; `main` is the output that it is for. */
  finish(main: OutputName): Graph {
    return { inChannels: this.input.channels, nodes: this.#nodes, outputs: this.#outputs, main };
  }
}
