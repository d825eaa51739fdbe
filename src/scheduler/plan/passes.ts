/**
 * The order of planning, once: planning, the tuner, the self-test and the tests all go through this list.
 */
import { defect } from '../../core/need';
import { PORTABLE } from '../../kernels/launch';
import type { Graph } from '../../model/graph';
import { allocateBuffers } from './passes/allocate';
import { bind } from './passes/bind';
import { choose } from './passes/choose';
import { decompose } from './passes/decompose';
import { fuse } from './passes/fuse';
import { merge } from './passes/merge';
import { narrow } from './passes/narrow';
import type { Plan } from './plan';
import { poolOnTheWay } from './passes/pool';
import { prune } from './passes/prune';
import type { Allocated, Chosen, FusedStep, Job, Lowered, Narrowed } from './steps';

/** The phases of a plan in the making, by name. Their types are explained in steps.ts, from the top. */
interface Phases {
  /** PyTorch's modules. */
  readonly graph: Graph;
  /** Steps as fusing made them, also those that no wanted node needs. */
  readonly fused: readonly FusedStep[];
  /** The steps of a run. */
  readonly steps: readonly FusedStep[];
  /** Steps with sizes and methods. */
  readonly chosen: Chosen;
  /** One dispatch each. */
  readonly lowered: Lowered;
  /** Dispatches that pool on the way. */
  readonly pooled: Lowered;
  /** Dispatches, and the nodes that lie as f16. */
  readonly narrowed: Narrowed;
  /** Dispatches with buffers. */
  readonly allocated: Allocated;
  readonly plan: Plan;
}

type Phase = keyof Phases;

/** One pass: it takes a plan in the making from one phase to the same or to a later one. */
interface Pass<From extends Phase = Phase, To extends Phase = Phase> {
  readonly name: string;
  readonly from: From;
  readonly to: To;
  readonly does: string;
  readonly run: (value: Phases[From], job: Job) => Phases[To];
}

/** Checks a pass against its own phases, and lets it stand among all others. */
const pass = <From extends Phase, To extends Phase>(
  name: string,
  from: From,
  to: To,
  does: string,
  run: Pass<From, To>['run'],
): Pass => ({ name, from, to, does, run: run as unknown as Pass['run'] });

export const PASSES: readonly Pass[] = [
  pass('fuse', 'graph', 'fused', 'takes batch norm, residual and ReLU into the convolution before them', fuse),
  pass('prune', 'fused', 'fused', 'leaves out the steps that no wanted node needs', prune),
  pass('merge', 'fused', 'steps', 'joins chains of steps that one dispatch computes', merge),
  pass('choose', 'steps', 'chosen', 'chooses the method of each step', choose),
  pass('decompose', 'chosen', 'lowered', 'makes a chain of dispatches of a step that is taken apart', decompose),
  pass('pool', 'lowered', 'pooled', 'lets dispatches write the partials of a mean, and drops the pool', poolOnTheWay),
  pass('narrow', 'pooled', 'narrowed', 'keeps maps as f16 where the target computes so', narrow),
  pass('allocate', 'narrowed', 'allocated', 'gives each node a buffer, and hands buffers on', allocateBuffers),
  pass('bind', 'allocated', 'plan', 'binds dispatches to buffers and weights', bind),
];

/**
 * Takes a value of one phase to a later one: every pass runs, from the first that begins at `from` to the last that ends
 * at `to`. Throws where the passes do not lead there.
 */
export function runPasses<From extends Phase, To extends Phase>(
  from: From,
  to: To,
  value: Phases[From],
  job: Job,
): Phases[To] {
  const first = PASSES.findIndex((each) => each.from === from);
  const last = PASSES.findLastIndex((each) => each.to === to);
  if (first < 0 || last < first) throw defect(`no passes lead from ${from} to ${to}`);
  const reached = PASSES.slice(first, last + 1).reduce<Phases[Phase]>((reaching, { run }) => run(reaching, job), value);
  return reached as Phases[To];
}

/** What a job may leave open. */
export type JobOptions = Partial<Omit<Job, 'wanted' | 'inputs'>>;

/** A job for inputs and wanted nodes; by default with f32 weights, for any GPU, and by best guesses. */
export const jobOf = (inputs: Job['inputs'], wanted: Job['wanted'], options: JobOptions = {}): Job => ({
  ...{ inputs, wanted, storage: 'f32', target: PORTABLE, choices: new Map(), inParts: [], halves: [] },
  ...options,
});
