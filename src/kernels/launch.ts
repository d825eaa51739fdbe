/**
 * The case that a kernel is launched for and the launch itself, as plain types.
 */
import type { Precision } from '../core/precision';
import type { Shape4 } from '../core/tensor';
import type { WeightLayout } from '../core/weights';
import type { AdapterClass } from '../gpu/adapterClass';

/** The sizes that a step runs on; every other activation has the shape of one of these or follows from the op. */
export interface StepShapes {
  readonly input: Shape4;
  readonly output: Shape4;
}

/** The adapter that a plan is made for: it decides which kernels may run, and which are fast. */
export interface Target {
  readonly adapter: AdapterClass;
  /** Whether subgroups may be used and all have exactly four invocations, as on adapters that compute in SSE registers. */
  readonly quads: boolean;
  /** False to compute every convolution by its definition, without a decomposition such as Winograd; true by default. */
  readonly decompose?: boolean;
  /** True for few programs that serve many layers each: they leave sizes open, and have few tilings. */
  readonly general?: boolean;
  /** In which numbers maps lie; f32 by default. The device must be able to. */
  readonly precision?: Precision;
}

/** A target whose plans every device can run, and a small GPU runs well. */
export const PORTABLE: Target = { adapter: 'intel', quads: false };

/** How a kernel cuts its work up: numbers that its shader takes as parameters, or that follow from them. */
export type Tiling = Readonly<Record<string, number>>;

/** Workgroups along x, y and z. */
export type Workgroups = readonly [number, number, number];

/** One specialization: the program's parameters and slots, its grid, and the order in which it wants its weight. */
export interface Launch {
  readonly parameters: Readonly<Record<string, number>>;
  readonly slots: Readonly<Record<string, string>>;
  readonly workgroups: Workgroups;
  readonly weightLayout?: WeightLayout;
  /** Multiply-adds, where they are more than the op's because workgroups compute some of them anew. */
  readonly work?: number;
}
