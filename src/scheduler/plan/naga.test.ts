/**
 * The programs of plans, photos and every kernel's cases, through naga: Firefox's shader compiler, as Tint is Chromium's.
 * What one takes the other may refuse, and not every machine that runs the tests has both browsers.
 */
import { NagaError, parseWgsl, validate, writeHlsl, writeMsl, writeSpirv } from 'naga-wasm';
import { describe, expect, test } from 'vitest';
import type { Precision } from '../../core/precision';
import { type Storage, STORAGES } from '../../core/storage';
import type { Shape4 } from '../../core/tensor';
import { ADAPTER_CLASSES } from '../../gpu/adapterClass';
import { link, type Program, ProgramKeys } from '../../gpu/wgsl';
import { type Kernel, withHalves } from '../../kernels/kernel';
import type { StepShapes, Target } from '../../kernels/launch';
import { library } from '../../kernels/includes';
import { preprocessingPrograms } from '../../kernels/photo/preprocess';
import { kernels, shaderNamed } from '../../kernels/choosing/registry';
import { buildResNeSt } from '../../model/resnest';
import { variantNamed } from '../../model/variants';
import { inputNames, type Op, outputShape } from '../../ops/op';
import { type Case, cases } from '../../testing/cases';
import { everyNth } from '../../testing/length';
import { makePlan } from './makePlan';

/** naga knows no subgroups of a certain size, and Firefox offers none. */
const TARGETS = ADAPTER_CLASSES.map((adapter): Target => ({ adapter, quads: false }));

/** One of a GPU and that of a CPU: all GPUs have the same general programs, but for their tiles. */
const GENERAL = ADAPTER_CLASSES.filter((adapter) => ['cpu', 'intel'].includes(adapter)).map((adapter) => ({
  ...{ adapter, quads: false, general: true },
}));

/** What wgpu asks for on every Mac that has WebGPU. */
const METAL: [number, number] = [2, 4];

type Launched = Pick<Program, 'parameters' | 'slots' | 'isOpen'>;

const programOf = (kernel: string, { parameters, slots, isOpen }: Launched): Program => ({
  ...shaderNamed(kernel),
  parameters,
  slots,
  isOpen,
});

function programsOfPlans(
  model: string,
  storages: readonly Storage[],
  precision: Precision = 'f32',
): readonly Program[] {
  const { config, inputSize } = variantNamed(model);
  const graph = buildResNeSt(config);
  const input: Shape4 = [1, 3, inputSize, inputSize];
  return [...TARGETS, ...GENERAL]
    .map((target) => ({ ...target, precision }))
    .flatMap((target) => storages.map((storage) => makePlan(graph, input, storage, { target })))
    .flatMap(({ steps, derived }) => [...steps, ...derived])
    .map((step) => programOf(step.kernel, step));
}

/** The activations of an op that may lie as f16. */
const halvable = (op: Op): readonly string[] => [...inputNames(op).filter((name) => name !== 'attention'), 'output'];

/** As the best guess of each target computes the case, with and without the parts of a mean, in f32 and f16. */
function programsOfCase(kernel: Kernel, { op, input }: Case): readonly Program[] {
  const shapes: StepShapes = { input, output: outputShape(op, input) };
  if (kernel.op !== op.type) return [];
  return TARGETS.filter((target) => kernel.accepts(op, shapes, target)).flatMap((target) => {
    const [tiling] = kernel.tilings?.(op, shapes, target) ?? [{}];
    if (!tiling) return [];
    const { parameters, slots } = kernel.launch(op, shapes, 'f32', tiling);
    const pools: readonly Program['slots'][] = kernel.pools ? [{ pool: 'none' }, { pool: 'partials' }] : [{}];
    const narrowed = kernel.halves
      ? [withHalves(kernel, slots, ['output']), withHalves(kernel, slots, halvable(op))]
      : [];
    return [slots, ...narrowed].flatMap((each) =>
      pools.map((pool) => programOf(kernel.name, { parameters, slots: { ...each, ...pool } })),
    );
  });
}

const keys = new ProgramKeys(library);

/** Distinct programs by the name of their shader. */
const programs = new Map<string, Map<string, Program>>();
for (const program of [
  ...preprocessingPrograms,
  ...programsOfPlans('resnest50', STORAGES),
  ...programsOfPlans('resnest50', everyNth(2, STORAGES, 1), 'f16'),
  ...programsOfPlans('resnest26_2s1x32d', ['f16']),
  ...programsOfPlans('resnest50_fast_4s2x40d', ['f32']),
  ...kernels.flatMap((kernel) => cases.flatMap((testCase) => programsOfCase(kernel, testCase))),
]) {
  const { name } = program;
  const alike = programs.get(name) ?? new Map<string, Program>();
  programs.set(name, alike.set(keys.keyOf(program), program));
}

/** What naga has against a text, as Firefox reads it, and writes it for Vulkan, Metal and Direct3D. */
function fault(text: string): string | undefined {
  try {
    const module = parseWgsl(text);
    const info = validate(module);
    writeSpirv(module, info);
    writeMsl(module, info, { langVersion: METAL });
    writeHlsl(module, info);
    info.free();
    module.free();
    return undefined;
  } catch (error) {
    if (error instanceof NagaError) return error.formatted;
    throw error;
  }
}

test('naga refuses what Firefox refuses: an array of an alias in place of one of its type', () => {
  const text = `alias Value = f32;
    fn first(values: array<Value, 2>) -> f32 { return values[0]; }
    @compute @workgroup_size(1) fn main() { _ = first(array<f32, 2>(0.0, 1.0)); }`;
  expect(fault(text)).toMatch(/doesn't match/);
  expect(fault(text.replaceAll('array<f32', 'array<Value'))).toBeUndefined();
});

/** Shaders with more programs than this have a part of them checked in the short form: they differ in their numbers. */
const FEW = 60;

describe.each([...programs])('%s', (_, alike) => {
  const chosen = everyNth(alike.size > FEW ? 4 : 1, [...alike.values()]);
  test(`${chosen.length} of ${alike.size} programs`, { timeout: 60_000 }, () => {
    for (const program of chosen) {
      const said = fault(link(program, library).code);
      expect(said && `${JSON.stringify(program.parameters)} ${JSON.stringify(program.slots)}: ${said}`).toBeUndefined();
    }
  });
});
