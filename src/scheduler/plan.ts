/**
 * The plan: everything that a run does, as plain data, decided without a GPU.
 */
import type { Shape4, Storage } from '../core/tensor';
import type { WeightRequest } from '../core/weights';
import { kernelFor } from '../kernels/registry';
import type { Launch, Workgroups } from '../kernels/kernel';
import type { Graph, NodeId } from '../model/graph';
import { inputNames, outputShape, workOf } from '../ops/op';
import { fuse, type FusedStep } from './fuse';
import { assignBuffers } from './lifetimes';

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
}

/** Where a wanted node is when the run has ended. */
export interface PlanOutput {
  readonly buffer: number;
  readonly shape: Shape4;
}

export interface Plan {
  readonly input: Shape4;
  readonly outputs: readonly PlanOutput[];
  readonly steps: readonly PlanStep[];
  /** Bytes of each activation buffer; 0 is the input's. */
  readonly buffers: readonly number[];
  readonly weights: readonly WeightRequest[];
}

/** Plans a run of `graph` on an input [N, C, H, W] with weights kept as `storage`: to the logits, or to other nodes. */
export function makePlan(
  graph: Graph,
  input: Shape4,
  storage: Storage,
  wanted: readonly NodeId[] = [graph.output],
): Plan {
  const fused = fuse(graph, wanted);
  const shapes = inferShapes(fused, input);
  const shapeOf = (id: NodeId): Shape4 => shapes.get(id) ?? input;
  const { buffers, bufferOf } = assignBuffers(fused, shapes, wanted);
  const bufferFor = (id: NodeId): number => bufferOf.get(id) ?? 0;
  const weights: WeightRequest[] = [];
  const steps = fused.map((step): PlanStep => {
    const { name, op, weight } = step;
    const stepShapes = { input: shapeOf(step.inputs[0] ?? 0), output: shapeOf(step.output) };
    const kernel = kernelFor(op, stepShapes);
    const { parameters, slots, workgroups, weightLayout } = kernel.launch(op, stepShapes, storage);
    const bindings: Record<string, Binding> = { output: { buffer: bufferFor(step.output) } };
    inputNames(op).forEach((variable, i) => (bindings[variable] = { buffer: bufferFor(step.inputs[i] ?? 0) }));
    if (weight && weightLayout) {
      weights.push({ name, ...weight, layout: weightLayout, storage });
      bindings.weights = { weight: name };
      bindings.bias = { bias: name };
    }
    const work = workOf(op, stepShapes.input, stepShapes.output);
    return { name, kernel: kernel.name, parameters, slots, workgroups, bindings, output: stepShapes.output, work };
  });
  const outputs = wanted.map((id) => ({ buffer: bufferFor(id), shape: shapeOf(id) }));
  return { input, outputs, steps, buffers, weights };
}

function inferShapes(steps: readonly FusedStep[], input: Shape4): ReadonlyMap<NodeId, Shape4> {
  const shapes = new Map<NodeId, Shape4>([[0, input]]);
  for (const { op, inputs, output } of steps) shapes.set(output, outputShape(op, shapes.get(inputs[0] ?? 0) ?? input));
  return shapes;
}

export const activationBytesOf = ({ buffers }: Plan): number => buffers.reduce((sum, bytes) => sum + bytes, 0);
