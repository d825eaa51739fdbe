/**
 * What a kernel object says: which operation its shader computes, for which cases, and how it is launched.
 */
import type { Shape4, Storage } from '../core/tensor';
import type { WeightLayout } from '../core/weights';
import type { Op } from '../ops/op';

/** The sizes that a step runs on; every other activation has the shape of one of these or follows from the op. */
export interface StepShapes {
  readonly input: Shape4;
  readonly output: Shape4;
}

/** Workgroups along x, y and z. */
export type Workgroups = readonly [number, number, number];

/** One specialization: the program's parameters and slots, its grid, and the order in which it wants its weight. */
export interface Launch {
  readonly parameters: Readonly<Record<string, number>>;
  readonly slots: Readonly<Record<string, string>>;
  readonly workgroups: Workgroups;
  readonly weightLayout?: WeightLayout;
}

/** One hand-written shader. Its bindings are named as the op's inputs, plus `output` and, with a weight, `weights` and `bias`. */
export interface Kernel<O extends Op = Op> {
  /** The name of the shader's file, of the GPU's label and of the profiler's row. */
  readonly name: string;
  /** The text of shaders/<name>.wgsl. */
  readonly source: string;
  readonly op: O['type'];
  /** Whether the shader is right for this case. */
  accepts(op: O, shapes: StepShapes): boolean;
  launch(op: O, shapes: StepShapes, storage: Storage): Launch;
}

/** Lets a kernel be written against its own op and kept among all others; the registry only calls it with that op. */
export const defineKernel = <O extends Op>(kernel: Kernel<O>): Kernel => kernel as unknown as Kernel;

/** Invocations of a workgroup: every adapter runs 64 well, down to the smallest mobile ones. */
const WORKGROUP = 64;

/** A workgroup that covers `x` by `y` threads with few idle ones, and how many of it. */
export function grid(
  x: number,
  y: number,
  z: number,
): { readonly workgroup: readonly [number, number]; readonly workgroups: Workgroups } {
  const wide = Math.min(WORKGROUP, 2 ** Math.ceil(Math.log2(x)));
  const high = Math.min(WORKGROUP / wide, 2 ** Math.ceil(Math.log2(y)));
  return { workgroup: [wide, high], workgroups: [Math.ceil(x / wide), Math.ceil(y / high), z] };
}

/** A one-dimensional workgroup that covers `x` threads, and how many of it, for `y` by `z` rows. */
export function row(x: number, y: number, z: number): { readonly workgroup: number; readonly workgroups: Workgroups } {
  return { workgroup: WORKGROUP, workgroups: [Math.ceil(x / WORKGROUP), y, z] };
}
