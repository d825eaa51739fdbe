/**
 * The distinct steps of a model, each apart from the others: what the tuner weighs and the self-test tests.
 */
import { need } from '../../core/need';
import type { Shape4 } from '../../core/tensor';
import type { StepShapes, Target } from '../../kernels/launch';
import { type Choices, type Method, stepKey } from '../../kernels/choosing/methods';
import { type Graph, mainNode, type NodeId } from '../../model/graph';
import { outputShape, workOf } from '../../ops/op';
import type { GlobalAvgPool } from '../../ops/pool2d';
import { fuse } from '../plan/fuse';
import type { FusedStep } from '../plan/steps';
import { lower, type LoweredStep } from '../plan/lower';
import { poolOnTheWay } from '../plan/pools';

/** Steps that are computed alike. */
export interface Task {
  /** As in `Choices`. */
  readonly key: string;
  /** The names of the steps. */
  readonly names: readonly string[];
  /** One of them, with the nodes 0, 1 and so on as its inputs and the next as its output. */
  readonly step: FusedStep;
  readonly inputs: readonly [Shape4, ...Shape4[]];
  readonly shapes: StepShapes;
  /** How the plan computes them. */
  readonly method: Method;
  /** The pool of their output, where the plan may leave it to them. */
  readonly pool?: GlobalAvgPool;
  /** The work of all of them. */
  readonly work: number;
}

/** The tasks of a run, the largest share of the work first. */
export function tasksOf(graph: Graph, input: Shape4, target: Target, choices: Choices = new Map()): Task[] {
  const wanted = [mainNode(graph)];
  const fused = fuse(graph, wanted, target);
  const lowered = lower(fused, input, target, choices);
  const { steps } = poolOnTheWay(lowered, wanted, target);
  const last = new Map(steps.map((step) => [step.output, step]));
  const shapeOf = (id: NodeId): Shape4 => need(lowered.shapes, id, 'shape of node');
  const tasks = new Map<string, Task>();
  for (const step of fused) {
    const planned = last.get(step.output);
    if (!planned) continue; // another step computes it on the way
    const inputs = step.inputs.map(shapeOf) as [Shape4, ...Shape4[]];
    const stepShapes = { input: inputs[0], output: outputShape(step.op, inputs[0]) };
    const key = stepKey(step.op, stepShapes);
    const alone = { ...step, inputs: inputs.map((_, id) => id), output: inputs.length };
    const same = tasks.get(key);
    const pool = fused.find(({ output }) => output === planned.partials)?.op;
    tasks.set(key, {
      ...{ key, inputs, shapes: stepShapes, step: alone, method: methodOf(planned) },
      ...(pool?.type === 'globalAvgPool' ? { pool } : {}),
      ...same,
      names: [...(same?.names ?? []), step.name],
      work: (same?.work ?? 0) + workOf(step.op, stepShapes.input, stepShapes.output),
    });
  }
  return [...tasks.values()].sort((a, b) => b.work - a.work);
}

/** How a step was lowered, by the dispatch that gives its output. */
const methodOf = ({ op, method }: LoweredStep): Method =>
  op.type === 'winogradOutput' ? { winograd: op.tile } : method;
