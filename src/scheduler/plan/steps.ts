/**
 * The steps of a run before they are dispatches.
 */
import type { WeightSource } from '../../core/weights';
import type { NodeId } from '../../model/graph';
import type { Op } from '../../ops/op';

/** The weight of a convolution before it is packed. */
export interface StepWeight {
  readonly source: WeightSource;
  readonly shape: readonly [number, number, number, number];
  readonly groups: number;
}

/** One operation of the run; inputs and output are the ids of graph nodes. */
export interface FusedStep {
  readonly name: string;
  readonly op: Op;
  readonly inputs: readonly NodeId[];
  readonly output: NodeId;
  /** Those of a convolution, or of both layers of an attention. */
  readonly weights: readonly StepWeight[];
}
