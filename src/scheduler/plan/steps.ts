/**
 * What planning is made of, from the top: the job, then the steps of a run as each pass leaves them.
 *
 * passes.ts has the order of the passes, and says which of these each one reads and gives; passes/ has a file for each.
 */
import type { Storage } from '../../core/storage';
import type { Shape4 } from '../../core/tensor';
import type { WeightSource } from '../../core/weights';
import type { Choices, KernelMethod, Method } from '../../kernels/choosing/methods';
import type { DecomposedMethod } from '../../kernels/decomposition';
import type { StepShapes, Target } from '../../kernels/launch';
import type { NodeId, OutputName } from '../../model/graph';
import type { Op } from '../../ops/op';

/** What is asked of planning; every pass may read it. */
export interface Job {
  /** The nodes to compute, by the names of the plan's outputs. */
  readonly wanted: Readonly<Record<OutputName, NodeId>>;
  /** The shapes [N, C, H, W] of the inputs, which are the nodes 0, 1 and so on; a model has one. */
  readonly inputs: readonly [Shape4, ...Shape4[]];
  /** How weights are kept. */
  readonly storage: Storage;
  readonly target: Target;
  /** Methods that the tuner found to be better than the best guess. */
  readonly choices: Choices;
  /** Those of the wanted nodes that are pools and may come as partials. */
  readonly inParts: readonly NodeId[];
  /** Those of the inputs and of the wanted nodes that lie as f16; the others are f32 in every precision. */
  readonly halves: readonly NodeId[];
}

/** The weight of a convolution before it is packed. */
export interface StepWeight {
  readonly source: WeightSource;
  /** [O, I/groups, KH, KW] */
  readonly shape: readonly [number, number, number, number];
  readonly groups: number;
}

/** One operation of the run: a module of the graph with those that were fused or merged into it. */
export interface FusedStep {
  readonly name: string;
  readonly op: Op;
  readonly inputs: readonly NodeId[];
  readonly output: NodeId;
  /** Those of a convolution, or of both layers of an attention. */
  readonly weights: readonly StepWeight[];
}

/** A fused step with its sizes and the method that computes it. */
export interface ChosenStep extends FusedStep {
  readonly shapes: StepShapes;
  readonly method: Method;
}

/** All chosen steps, and the shapes of the nodes that they read and write. */
export interface Chosen {
  readonly steps: readonly ChosenStep[];
  readonly shapes: ReadonlyMap<NodeId, Shape4>;
}

/** What every dispatch has, whatever its kind. */
interface AnyDispatch {
  readonly name: string;
  readonly op: Op;
  readonly inputs: readonly NodeId[];
  readonly output: NodeId;
  readonly shapes: StepShapes;
  readonly method: KernelMethod;
}

/** A dispatch without a weight, such as a pool. */
export interface PlainStep extends AnyDispatch {
  readonly kind: 'plain';
}

/** A dispatch with packed weights: a convolution has one, an attention two. */
export interface WeightedStep extends AnyDispatch {
  readonly kind: 'weighted';
  readonly weights: readonly StepWeight[];
}

/** A dispatch with a weight that the GPU derives from the packed one. */
export interface DerivedStep extends AnyDispatch {
  readonly kind: 'derived';
  /** The packed weight. */
  readonly weight: StepWeight;
  /** How the weight is derived. */
  readonly by: DecomposedMethod;
  /** Multiply-adds of the convolution that its own stand for. */
  readonly macs: number;
}

/** A dispatch that adds the bias of a weight which another dispatch multiplies with. */
export interface BiasedStep extends AnyDispatch {
  readonly kind: 'biased';
  readonly weight: StepWeight;
}

/** Whether a dispatch writes the partials of its output's mean as well, and to which node. */
export type Pooling = { readonly pool: 'none' } | { readonly pool: 'partials'; readonly partials: NodeId };

/** One dispatch before it has buffers. */
export type LoweredStep = (PlainStep | WeightedStep | DerivedStep | BiasedStep) & Pooling;

/** All dispatches, and the shapes of the nodes that they read and write. */
export interface Lowered {
  readonly steps: readonly LoweredStep[];
  readonly shapes: ReadonlyMap<NodeId, Shape4>;
}

/** Dispatches, and the nodes that lie as f16. */
export interface Narrowed extends Lowered {
  readonly halves: ReadonlySet<NodeId>;
}

/** Dispatches, and the buffer in which each node lives. */
export interface Allocated extends Narrowed {
  /** Bytes of each buffer; the first are the inputs', which no other node shares: a run can be repeated. */
  readonly buffers: readonly number[];
  /** The number of a node's buffer. */
  readonly bufferOf: ReadonlyMap<NodeId, number>;
}
