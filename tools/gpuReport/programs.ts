/** The programs and dispatches of plans, for GPUs that are not here. */
import { createHash } from 'node:crypto';
import { need } from '../../src/core/need';
import type { Precision } from '../../src/core/precision';
import { type Storage, STORAGE_KINDS, STORAGES } from '../../src/core/storage';
import { activationBytes as bytesOf, elementCount } from '../../src/core/tensor';
import type { AdapterClass } from '../../src/gpu/adapterClass';
import { link } from '../../src/gpu/wgsl';
import { shaderNamed } from '../../src/kernels/choosing/registry';
import { library } from '../../src/kernels/includes';
import type { Workgroups } from '../../src/kernels/launch';
import { buildResNeSt } from '../../src/model/resnest';
import { DEFAULT_MODEL, variantNamed } from '../../src/model/variants';
import { makePlan } from '../../src/scheduler/plan/makePlan';
import { activationBytesOf, type Binding, type Plan, type PlanStep } from '../../src/scheduler/plan/plan';
import { spirvOf } from './spirv';

/** A model at the side of its square input. */
export const MODELS: readonly (readonly [model: string, side: number])[] = [
  ['resnest50', 224],
  ['resnest101', 256],
  ['resnest50_fast_4s2x40d', 224],
  [DEFAULT_MODEL, 96],
];
export const CLASSES: readonly AdapterClass[] = ['amd', 'nvidia', 'intel', 'apple'];

/** In which numbers weights are kept and maps lie. */
type Kind = Pick<Run, 'storage' | 'precision'>;

const KINDS: readonly Kind[] = [
  ...STORAGES.map((storage): Kind => ({ storage, precision: 'f32' })),
  { storage: 'f16', precision: 'f16' },
];

/** A kind in a word or two, such as `int8`; of maps in f16 `f16, maps f16`. */
export const kindOf = ({ storage, precision }: Kind): string =>
  precision === 'f32' ? storage : `${storage}, maps ${precision}`;

/** One program, which dispatches of several plans may run. */
export interface Program {
  /** The first digits of its text's SHA-256. */
  readonly id: string;
  readonly kernel: string;
  readonly parameters: PlanStep['parameters'];
  /** The numbers of its buffers. */
  readonly bindings: readonly number[];
  readonly words: Uint32Array;
  readonly threads: number;
  /** The first dispatch that runs it, such as `resnest50@224 amd f32 conv1.0`, and how many others do. */
  readonly first: string;
  uses: number;
}

export interface Dispatch {
  readonly name: string;
  readonly program: Program;
  readonly workgroups: number;
  readonly work: number;
  readonly isWeighted: boolean;
  /** Bytes of the activations that it reads and writes, and of its weights, each once. */
  readonly activationBytes: number;
  readonly weightBytes: number;
  /** The activation buffers that it reads and writes. */
  readonly reads: readonly number[];
  readonly writes: readonly number[];
}

/** The dispatches of one model on one class of adapter. */
export interface Run {
  readonly model: string;
  readonly adapter: AdapterClass;
  readonly storage: Storage;
  readonly precision: Precision;
  /** Bytes of its activation buffers. */
  readonly bufferBytes: number;
  readonly dispatches: readonly Dispatch[];
  /** Multiply-adds as plain convolutions would do them. */
  readonly macs: number;
}

/** All runs, and their programs, each once. */
export function allRuns(): { readonly runs: readonly Run[]; readonly programs: readonly Program[] } {
  const programs = new Map<string, Program>();
  const runs = MODELS.flatMap(([name, side]) => {
    const graph = buildResNeSt(variantNamed(name).config);
    return CLASSES.flatMap((adapter) =>
      KINDS.map(({ storage, precision }): Run => {
        const target = { adapter, quads: false, precision };
        const plan = makePlan(graph, [1, 3, side, side], storage, { target });
        const model = `${name}@${side}`;
        const title = `${model} ${adapter} ${kindOf({ storage, precision })}`;
        for (const step of plan.derived) programOf(step, title, programs);
        const dispatches = dispatchesOf(plan, (step) => programOf(step, title, programs));
        const macs = plan.steps.reduce((sum, step) => sum + step.macs, 0);
        return { model, adapter, storage, precision, bufferBytes: activationBytesOf(plan), dispatches, macs };
      }),
    );
  });
  return { runs, programs: [...programs.values()] };
}

type Step = Pick<PlanStep, 'name' | 'kernel' | 'parameters' | 'slots'>;

function programOf({ name, kernel, parameters, slots }: Step, title: string, programs: Map<string, Program>): Program {
  const { code, bindings } = link({ ...shaderNamed(kernel), parameters, slots }, library);
  const id = createHash('sha256').update(code).digest('hex').slice(0, 12);
  const known = programs.get(id);
  if (known) {
    known.uses++;
    return known;
  }
  const about = { id, kernel, parameters, bindings: [...bindings.values()], first: `${title} ${name}`, uses: 1 };
  const program: Program = { ...about, ...spirvOf(code) };
  programs.set(id, program);
  return program;
}

function dispatchesOf(plan: Plan, program: (step: PlanStep) => Program): readonly Dispatch[] {
  const bytesOfWeights = new Map(
    plan.weights.map(({ name, shape, storage }) => [name, (elementCount(shape) * STORAGE_KINDS[storage].bits) / 8]),
  );
  for (const { name, weightBytes } of plan.derived) bytesOfWeights.set(name, weightBytes);
  /** Bytes of what each buffer holds at the moment. */
  const held = new Map<number, number>([[0, bytesOf(plan.input)]]);
  return plan.steps.map((step): Dispatch => {
    const { name, workgroups, work, bindings, output } = step;
    const written = (variable: string): boolean => variable === 'output' || variable === 'partials';
    const entries = Object.entries(bindings);
    const buffers = (which: boolean): number[] =>
      entries.flatMap(([variable, to]) => ('buffer' in to && written(variable) === which ? [to.buffer] : []));
    const sum = (each: (variable: string, to: Binding) => number): number =>
      entries.reduce((total, [variable, to]) => total + each(variable, to), 0);
    const readBytes = sum((variable, to) =>
      'buffer' in to && !written(variable) ? need(held, to.buffer, 'bytes of buffer') : 0,
    );
    const weightBytes = sum((_, to) => ('weight' in to ? need(bytesOfWeights, to.weight, 'bytes of weight') : 0));
    const sizes = {
      output: bytesOf(output, step.slots.out === 'f16' ? 'f16' : 'f32'),
      partials: bytesOf([output[0], output[1], workgroups[0], 1]),
    };
    let activationBytes = readBytes;
    for (const [variable, to] of entries) {
      if (!('buffer' in to) || (variable !== 'output' && variable !== 'partials')) continue;
      held.set(to.buffer, sizes[variable]);
      activationBytes += sizes[variable];
    }
    const isWeighted = entries.some(([, to]) => 'weight' in to);
    const about = {
      name,
      work,
      isWeighted,
      activationBytes,
      weightBytes,
      workgroups: countOf(workgroups),
      program: program(step),
    };
    return { ...about, reads: buffers(false), writes: buffers(true) };
  });
}

const countOf = ([x, y, z]: Workgroups): number => x * y * z;
