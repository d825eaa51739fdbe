/** What each layer of a run took, beside what it should have. */
import type { Plan } from '../../src/scheduler/plan/plan';

/** One dispatch of a plan. */
export interface Step {
  readonly name: string;
  readonly kernel: string;
  /** Multiply-adds with weights, 0 where it has none. */
  readonly macs: number;
}

/** One dispatch of a run. */
export interface DispatchTime {
  readonly kernel: string;
  readonly ms: number;
}

export interface Layer {
  readonly name: string;
  readonly kernel: string;
  readonly gflop: number;
  readonly ms: number;
  /** Of the adapter's multiply-add peak. */
  readonly fraction: number;
}

export const stepsOf = ({ steps }: Plan): Step[] => steps.map(({ name, kernel, macs }) => ({ name, kernel, macs }));

/** The layers of a run. Throws if the run was not the plan's. */
export function layersOf(steps: readonly Step[], times: readonly DispatchTime[], peakGflops: number): Layer[] {
  if (times.map(({ kernel }) => kernel).join() !== steps.map(({ kernel }) => kernel).join())
    throw new Error(
      `the run's ${times.length} dispatches are not the ${steps.length} steps of its plan; plan and classifier must decide alike`,
    );
  return steps.map(({ name, kernel, macs }, i) => {
    const gflop = (2 * macs) / 1e9;
    const ms = times[i]?.ms ?? NaN;
    return { name, kernel, gflop, ms, fraction: (1e3 * gflop) / ms / peakGflops };
  });
}
