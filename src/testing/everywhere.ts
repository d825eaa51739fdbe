/**
 * One way of computing for all steps of a model that it can compute, where a plan would choose the best for each.
 */
import type { Shape4 } from '../core/tensor';
import type { Target } from '../kernels/launch';
import { type Choices, type Method, stepKey } from '../kernels/choosing/methods';
import { kernelNamed } from '../kernels/choosing/registry';
import { type Graph, outputNodes } from '../model/graph';
import { jobOf, runPasses } from '../scheduler/plan/passes';
import type { LoweredStep } from '../scheduler/plan/steps';

/** How to compute a step; undefined if it cannot be computed so. */
export type MethodOf = (step: LoweredStep, target: Target) => Method | undefined;

/** That method for every step that it can compute. */
export function everywhere(graph: Graph, input: Shape4, target: Target, methodOf: MethodOf): Choices {
  const job = jobOf([input], outputNodes(graph, [graph.main]), { target });
  const { steps } = runPasses('graph', 'lowered', graph, job);
  return new Map(
    steps.flatMap((step) => {
      const method = methodOf(step, target);
      return method ? [[stepKey(step.op, step.shapes), method] as const] : [];
    }),
  );
}

/** By a kernel, in the tiling that it would guess. */
export const byKernel =
  (name: string): MethodOf =>
  ({ op, shapes }, target) => {
    const kernel = kernelNamed(name);
    if (op.type !== kernel.op || !kernel.accepts(op, shapes, target)) return undefined;
    const [tiling] = kernel.tilings?.(op, shapes, target) ?? [];
    return tiling && { kernel: name, tiling };
  };
