/**
 * The plan: everything that a run does, as plain data, decided without a GPU.
 */
import type { Precision } from '../../core/precision';
import type { Shape4 } from '../../core/tensor';
import type { WeightRequest } from '../../core/weights';
import type { Launch, Workgroups } from '../../kernels/launch';
import type { OutputName } from '../../model/graph';

/** What a shader's variable is bound to: an activation buffer, or the weight or bias of a step. */
export type Binding = { readonly buffer: number } | WeightBinding;
export type WeightBinding = { readonly weight: string } | { readonly bias: string };

/** By the variables of a shader. */
export type Bindings<B = Binding> = Readonly<Record<string, B>>;

/** One dispatch. */
export interface PlanStep {
  /** The module's path, such as `layer1.0.conv2.conv`. */
  readonly name: string;
  readonly kernel: string;
  readonly parameters: Launch['parameters'];
  readonly slots: Launch['slots'];
  /** Whether the program leaves its sizes open, and serves other steps too. */
  readonly isOpen: boolean;
  readonly workgroups: Workgroups;
  readonly bindings: Bindings;
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
  /** In which numbers it lies there. */
  readonly precision: Precision;
}

/** A weight that is computed on the GPU from another one, once for all runs; its bias is zeros. */
export interface DerivedWeight extends Pick<PlanStep, 'kernel' | 'parameters' | 'slots' | 'isOpen' | 'workgroups'> {
  readonly name: string;
  /** The name of the packed weight. */
  readonly from: string;
  /** The name of the decomposition that needs it. */
  readonly decomposition: string;
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

/** Bytes of the derived weights. */
export const transformedBytesOf = ({ derived }: Plan): number =>
  derived.reduce((sum, { weightBytes, biasBytes }) => sum + weightBytes + biasBytes, 0);

export const activationBytesOf = ({ buffers }: Plan): number => buffers.reduce((sum, bytes) => sum + bytes, 0);

/** Bytes that a plan needs on the GPU besides the packed weights, by kind. */
export const bytesBesidesWeights = (plan: Plan): { readonly transformed: number; readonly activations: number } => ({
  transformed: transformedBytesOf(plan),
  activations: activationBytesOf(plan),
});
