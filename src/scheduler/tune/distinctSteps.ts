/**
 * The distinct steps of a model, each as a plan by itself: the tuner times them and the self-test tests them.
 */
import { need } from '../../core/need';
import type { Shape4 } from '../../core/tensor';
import type { StepShapes, Target } from '../../kernels/launch';
import { type Choices, type Method, stepKey } from '../../kernels/choosing/methods';
import { type Graph, type NodeId, outputNodes } from '../../model/graph';
import { workOf } from '../../ops/op';
import type { GlobalAvgPool } from '../../ops/pool2d';
import { jobOf, runPasses } from '../plan/passes';
import type { FusedStep } from '../plan/steps';

/** Steps with the same op on the same sizes, which one method computes. */
export interface DistinctStep {
  /** The key in `Choices`. */
  readonly key: string;
  /** The names of the steps. */
  readonly names: readonly string[];
  /** One of them, with the nodes 0, 1 and so on as its inputs and the next as its output. */
  readonly step: FusedStep;
  readonly inputs: readonly [Shape4, ...Shape4[]];
  readonly shapes: StepShapes;
  /** The method by which the plan computes them. */
  readonly method: Method;
  /** The pool of their output, where the plan lets them pool on the way. */
  readonly pool?: GlobalAvgPool;
  /** Those of its nodes that lie as f16 in the plan; partials of a pool do not. */
  readonly halves: readonly NodeId[];
  /** The work of all of them. */
  readonly work: number;
}

/** The distinct steps of a run, the largest share of the work first. */
export function distinctStepsOf(
  graph: Graph,
  input: Shape4,
  target: Target,
  choices: Choices = new Map(),
): DistinctStep[] {
  const job = jobOf([input], outputNodes(graph, [graph.main]), { target, choices });
  const chosen = runPasses('graph', 'chosen', graph, job);
  const { steps, halves } = runPasses('chosen', 'narrowed', chosen, job);
  const dispatches = new Map(steps.map((dispatch) => [dispatch.output, dispatch]));
  const opOf = new Map(chosen.steps.map(({ output, op }) => [output, op]));
  const distinctSteps = new Map<string, DistinctStep>();
  for (const { shapes, method, ...step } of chosen.steps) {
    const dispatch = dispatches.get(step.output);
    if (!dispatch) continue; // another step computes it on the way
    const inputs = step.inputs.map((id) => need(chosen.shapes, id, 'shape of node'));
    const key = stepKey(step.op, shapes);
    const alone = { ...step, inputs: inputs.map((_, id) => id), output: inputs.length };
    const same = distinctSteps.get(key);
    const pool = dispatch.pool === 'partials' ? need(opOf, dispatch.partials, 'step of node') : undefined;
    distinctSteps.set(key, {
      ...{ key, inputs: [shapes.input, ...inputs.slice(1)], shapes, step: alone, method },
      halves: [...step.inputs, step.output].flatMap((id, alone) => (halves.has(id) ? [alone] : [])),
      ...(pool?.type === 'globalAvgPool' ? { pool } : {}),
      ...same,
      names: [...(same?.names ?? []), step.name],
      work: (same?.work ?? 0) + workOf(step.op, shapes.input, shapes.output),
    });
  }
  return [...distinctSteps.values()].sort((a, b) => b.work - a.work);
}
