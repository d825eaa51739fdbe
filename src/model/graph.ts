/**
 * A model as a graph of PyTorch's modules, and its builder. Nodes are in an order in which they can run.
 */
import type { Rectify } from '../ops/conv2d';
import type { Shape } from '../core/tensor';
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
  /** What the article calls layer1 to layer4: feature maps, from the finest to the coarsest. */
  readonly layers: readonly NodeId[];
  /** The pooled features [N, 2048, 1, 1]; 4096 where the pool keeps both mean and maximum. */
  readonly embedding: NodeId;
  /** The logits [N, numClasses, 1, 1]; the embedding of a backbone without a classifier. */
  readonly output: NodeId;
}

/** A value while the graph is built: its node and its channels. */
export interface Value {
  readonly id: NodeId;
  readonly channels: number;
}

/** Collects nodes; each method returns the value that its node computes. */
export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly input: Value;

  constructor(inChannels: number) {
    this.input = { id: 0, channels: inChannels };
  }

  add(name: string, module: Module, inputs: readonly Value[], channels: number): Value {
    const id = this.#nodes.length + 1;
    this.#nodes.push({ id, name, module, inputs: inputs.map((input) => input.id) });
    return { id, channels };
  }

  finish(layers: readonly Value[], embedding: Value, output: Value): Graph {
    return {
      inChannels: this.input.channels,
      nodes: this.#nodes,
      layers: layers.map(({ id }) => id),
      embedding: embedding.id,
      output: output.id,
    };
  }
}
