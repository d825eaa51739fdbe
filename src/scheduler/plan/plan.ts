/**
 * The plan: everything that a run does, as plain data, decided without a GPU.
 */
import { need, needAt } from '../../core/need';
import type { Shape4, Storage } from '../../core/tensor';
import type { WeightRequest } from '../../core/weights';
import { type Launch, PORTABLE, type Target, type Workgroups } from '../../kernels/launch';
import type { Choices } from '../../kernels/choosing/methods';
import { kernelNamed } from '../../kernels/choosing/registry';
import { winogradWeights } from '../../kernels/winograd/winogradWeights';
import { type Graph, type NodeId, type OutputName, outputNodes } from '../../model/graph';
import { inputNames, workOf } from '../../ops/op';
import type { WinogradTile } from '../../ops/winograd';
import { fuse } from './fuse';
import type { FusedStep } from './steps';
import { assignBuffers } from './lifetimes';
import { lower, type LoweredStep } from './lower';
import { poolOnTheWay } from './pools';

/** What a shader's variable is bound to: an activation buffer, or the weight or bias of a step. */
export type Binding = { readonly buffer: number } | { readonly weight: string } | { readonly bias: string };

/** One dispatch. */
export interface PlanStep {
  /** The module's path, such as `layer1.0.conv2.conv`. */
  readonly name: string;
  readonly kernel: string;
  readonly parameters: Launch['parameters'];
  readonly slots: Launch['slots'];
  readonly workgroups: Workgroups;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly output: Shape4;
  /** Multiply-adds, or elements read where there are none. */
  readonly work: number;
  /** Multiply-adds with weights, as a plain convolution would do them; 0 where there are none. */
  readonly macs: number;
}

/** Where a wanted output is when the run has ended. */
export interface PlanOutput {
  readonly name: OutputName;
  readonly buffer: number;
  readonly shape: Shape4;
}

/** A weight that is computed on the GPU from another one, once for all runs; its bias is zeros. */
export interface DerivedWeight extends Pick<PlanStep, 'kernel' | 'parameters' | 'slots' | 'workgroups'> {
  readonly name: string;
  readonly from: string;
  readonly weightBytes: number;
  readonly biasBytes: number;
}

export interface Plan {
  readonly input: Shape4;
  readonly outputs: readonly PlanOutput[];
  readonly steps: readonly PlanStep[];
  /** Bytes of each activation buffer; 0 is the input's. */
  readonly buffers: readonly number[];
  readonly weights: readonly WeightRequest[];
  readonly derived: readonly DerivedWeight[];
}

export interface PlanOptions {
  /** The graph's outputs to compute; its main one by default. */
  readonly wanted?: readonly OutputName[];
  /** What it runs on; anything by default. */
  readonly target?: Target;
  /** What was found to be better than the best guess. */
  readonly choices?: Choices;
}

/** How steps by themselves are planned. */
export interface StepsOptions extends Omit<PlanOptions, 'wanted'> {
  /** The nodes to compute, by the names of the plan's outputs. */
  readonly wanted: Readonly<Record<OutputName, NodeId>>;
  /** Of the wanted nodes, pools that may come as partials. */
  readonly inParts?: readonly NodeId[];
}

/**
 * Plans a run of `graph` on an input [N, C, H, W] with weights kept as `storage`. Throws where the graph has no output of
 * a wanted name.
 */
export function makePlan(graph: Graph, input: Shape4, storage: Storage, options: PlanOptions = {}): Plan {
  const { wanted = [graph.main], target = PORTABLE } = options;
  const nodes = outputNodes(graph, wanted);
  return planSteps(fuse(graph, Object.values(nodes), target), [input], storage, { ...options, wanted: nodes, target });
}

/** Plans a run of steps by themselves; their inputs are the nodes 0, 1 and so on. */
export function planSteps(
  fused: readonly FusedStep[],
  [input, ...others]: readonly [Shape4, ...Shape4[]],
  storage: Storage,
  { wanted, target = PORTABLE, choices = new Map(), inParts }: StepsOptions,
): Plan {
  const wantedNodes = Object.values(wanted);
  const apart = lower(fused, input, target, choices, others);
  const { steps: lowered, shapes } = poolOnTheWay(apart, wantedNodes, target, inParts);
  const { buffers, bufferOf } = assignBuffers(lowered, shapes, wantedNodes, 1 + others.length);
  const bufferFor = (id: NodeId): number => need(bufferOf, id, 'buffer of node');
  const weights: WeightRequest[] = [];
  const derived: DerivedWeight[] = [];
  const steps = lowered.map((step): PlanStep => {
    const { name, op, winograd, method, partials } = step;
    const kernel = kernelNamed(method.kernel);
    const { weightLayout, slots, ...launch } = kernel.launch(
      op,
      step.shapes,
      winograd ? 'f32' : storage,
      method.tiling,
    );
    const bindings: Record<string, Binding> = { output: { buffer: bufferFor(step.output) } };
    if (partials !== undefined) bindings.partials = { buffer: bufferFor(partials) };
    inputNames(op).forEach((variable, i) => {
      bindings[variable] = { buffer: bufferFor(needAt(step.inputs, i, `input of ${name},`)) };
    });
    step.weights.forEach((weight, i) => {
      if (!weightLayout) return;
      weights.push({ name: weight.source.conv, ...weight, layout: weightLayout, storage });
      if (winograd) derived.push(transformed(step, weight, winograd, storage));
      const bound = winograd ? name : weight.source.conv;
      const number = step.weights.length > 1 ? i + 1 : '';
      bindings[`weights${number}`] = { weight: bound };
      bindings[`bias${number}`] = { bias: bound };
    });
    if (step.bias !== undefined) bindings.bias = { bias: step.bias };
    const work = workOf(op, step.shapes.input, step.shapes.output);
    const macs = step.macs ?? (step.weights.length > 0 ? work : 0);
    return {
      ...{ name, kernel: kernel.name, ...launch, bindings, output: step.shapes.output, work, macs },
      slots: partials === undefined ? slots : { ...slots, pool: 'partials' },
    };
  });
  const outputs = Object.entries(wanted).map(([name, id]) => ({
    name,
    buffer: bufferFor(id),
    shape: need(shapes, id, 'shape of node'),
  }));
  return { input, outputs, steps, buffers, weights, derived };
}

function transformed(
  { name, shapes }: LoweredStep,
  weight: Pick<WeightRequest, 'source' | 'shape'>,
  tile: WinogradTile,
  storage: Storage,
): DerivedWeight {
  const { parameters, slots, workgroups } = winogradWeights.launch(weight, tile, storage);
  return {
    ...{ name, from: weight.source.conv, kernel: winogradWeights.name, parameters, slots, workgroups },
    weightBytes: winogradWeights.bytes(weight, tile),
    biasBytes: shapes.output[1] * 4,
  };
}

/** Bytes of the weights that are derived for Winograd. */
export const transformedBytesOf = ({ derived }: Plan): number =>
  derived.reduce((sum, { weightBytes, biasBytes }) => sum + weightBytes + biasBytes, 0);

export const activationBytesOf = ({ buffers }: Plan): number => buffers.reduce((sum, bytes) => sum + bytes, 0);

/** Bytes of what a plan needs on the GPU besides the weights, by their kind. */
export const bytesBesidesWeights = (plan: Plan): { readonly transformed: number; readonly activations: number } => ({
  transformed: transformedBytesOf(plan),
  activations: activationBytesOf(plan),
});
