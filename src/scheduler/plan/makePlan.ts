/**
 * Plans: of a model, and of steps by themselves.
 */
import type { Storage } from '../../core/storage';
import type { Shape4 } from '../../core/tensor';
import { type Graph, outputNodes, type OutputName } from '../../model/graph';
import { jobOf, type JobOptions, runPasses } from './passes';
import type { Plan } from './plan';
import type { FusedStep, Job } from './steps';

export interface PlanOptions extends Pick<JobOptions, 'target' | 'choices'> {
  /** The graph's outputs to compute; its main one by default. */
  readonly wanted?: readonly OutputName[];
}

/** How steps by themselves are planned. */
export interface StepsOptions
  extends Pick<JobOptions, 'target' | 'choices' | 'inParts' | 'halves'>, Pick<Job, 'wanted'> {}

/**
 * Plans a run of `graph` on an input [N, C, H, W] with weights kept as `storage`. Throws where the graph has no output of
 * a wanted name.
 */
export function makePlan(graph: Graph, input: Shape4, storage: Storage, options: PlanOptions = {}): Plan {
  const { wanted = [graph.main], ...others } = options;
  return runPasses('graph', 'plan', graph, jobOf([input], outputNodes(graph, wanted), { ...others, storage }));
}

/** Plans a run of steps by themselves; their inputs are the nodes 0, 1 and so on. */
export function planSteps(
  steps: readonly FusedStep[],
  inputs: readonly [Shape4, ...Shape4[]],
  storage: Storage,
  { wanted, ...options }: StepsOptions,
): Plan {
  return runPasses('steps', 'plan', steps, jobOf(inputs, wanted, { ...options, storage }));
}
