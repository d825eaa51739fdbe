/**
 * A kernel as an object: the op that its shader computes, the cases that it accepts, and its launch.
 */
import { defect } from '../core/need';
import type { Storage } from '../core/storage';
import type { Op } from '../ops/op';
import type { Launch, StepShapes, Target, Tiling, Workgroups } from './launch';
import { canLoad } from './load';

/**
 * One hand-written shader. Its bindings are named as the op's inputs, as WRITTEN says, and as `weightBindings` names those
 * of its weights.
 */
export interface Kernel<O extends Op = Op> {
  /** The name of the shader's file, of the GPU's label and of the profiler's row. */
  readonly name: string;
  /** The text of shaders/<name>.wgsl. */
  readonly source: string;
  readonly op: O['type'];
  /** Whether the shader includes lib/load.*.wgsl, which computes what comes before a convolution. */
  readonly loads?: true;
  /**
   * Whether the shader includes lib/pool.*.wgsl: a launch has `none`; with `partials` each workgroup along x also writes
   * its part of the output's mean, to `partials` [N, C, workgroups along x, 1], of which the mean is the output's.
   */
  readonly pools?: true;
  /**
   * Whether the shader includes lib/in.*.wgsl and lib/out.*.wgsl, so that its input and its output may lie as f16. A launch
   * has f32 for both, and the plan says otherwise.
   */
  readonly halves?: true;
  /** Whether the shader is right for this case. */
  accepts(op: O, shapes: StepShapes, target: Target): boolean;
  /** The tilings worth trying, the best guess first; absent where there is nothing to choose. */
  tilings?(op: O, shapes: StepShapes, target: Target): readonly Tiling[];
  launch(op: O, shapes: StepShapes, storage: Storage, tiling: Tiling): Launch;
}

/** Lets a kernel be written against its own op and kept among all others; the registry only calls it with that op. */
export function defineKernel<O extends Op>(kernel: Kernel<O>): Kernel {
  const general = kernel as unknown as Kernel;
  const mayRun = (op: Op, { input }: StepShapes): boolean =>
    op.type !== 'conv2d' || !op.before || (general.loads === true && canLoad(op, input));
  return {
    ...general,
    accepts: (op, shapes, target) => mayRun(op, shapes) && general.accepts(op, shapes, target),
    launch: (...of) => {
      const launch = general.launch(...of);
      return general.halves ? { ...launch, slots: { in: 'f32', out: 'f32', ...launch.slots } } : launch;
    },
  };
}

/** The bindings that a dispatch writes: its output, and the parts of the output's mean where it pools on the way. */
export const WRITTEN = ['output', 'partials'] as const;

type Slots = Launch['slots'];

/** What makes f16 of each activation, by the name of its binding. */
const HALVES: Readonly<Record<string, (slots: Slots) => Slots>> = {
  input: () => ({ in: 'f16' }),
  output: () => ({ out: 'f16' }),
  residual: ({ epilogue = '' }) => ({ epilogue: `${epilogue}_f16` }),
};

/** The slots of a launch where the activations `variables` lie as f16. Throws where the kernel reads or writes them as f32 only. */
export function withHalves(kernel: Kernel, slots: Slots, variables: readonly string[]): Slots {
  return variables.reduce((all, variable) => {
    const slotsOf = kernel.halves ? HALVES[variable] : undefined;
    if (!slotsOf) throw defect(`${kernel.name} has no ${variable} that could lie as f16`);
    return { ...all, ...slotsOf(all) };
  }, slots);
}

/** The bindings of one weight. */
export interface WeightBindings {
  readonly weights: string;
  readonly bias: string;
}

/** The bindings of a dispatch's weights, in their order: `weights` and `bias`, numbered from 1 where there are several. */
export const weightBindings = (count: number): readonly WeightBindings[] =>
  Array.from({ length: count }, (_, i) => {
    const number = count > 1 ? String(i + 1) : '';
    return { weights: `weights${number}`, bias: `bias${number}` };
  });

/** Invocations of a workgroup: every adapter runs 64 well, down to the smallest mobile ones. */
const WORKGROUP = 64;

/** A workgroup of at most `threads` that covers `x` by `y` threads with few idle ones, and how many of it. */
export function grid(
  x: number,
  y: number,
  z: number,
  threads = WORKGROUP,
): { readonly workgroup: readonly [number, number]; readonly workgroups: Workgroups } {
  const wide = Math.min(threads, 2 ** Math.ceil(Math.log2(x)));
  const high = Math.min(threads / wide, 2 ** Math.ceil(Math.log2(y)));
  return { workgroup: [wide, high], workgroups: [Math.ceil(x / wide), Math.ceil(y / high), z] };
}

/** A one-dimensional workgroup that covers `x` threads, and how many of it, for `y` by `z` rows. */
export function row(x: number, y: number, z: number): { readonly workgroup: number; readonly workgroups: Workgroups } {
  return { workgroup: WORKGROUP, workgroups: [Math.ceil(x / WORKGROUP), y, z] };
}
