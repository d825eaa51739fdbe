/**
 * Defects of this library that would give a wrong answer in silence: each is an error instead.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Shape4 } from '../../core/tensor';
import { PORTABLE, type StepShapes, type Target } from '../../kernels/launch';
import { stepKey } from '../../kernels/choosing/methods';
import { resolveConfig } from '../../model/config';
import { buildResNeSt } from '../../model/resnest';
import type { MaxPool2d } from '../../ops/pool2d';
import { distinctStepsOf } from '../tune/distinctSteps';
import { makePlan, planSteps } from './makePlan';
import { jobOf, PASSES, runPasses } from './passes';
import type { FusedStep, Job } from './steps';

const INPUT: Shape4 = [1, 8, 16, 16];
const GPU: Target = { adapter: 'nvidia', quads: false };
const POOL: MaxPool2d = { type: 'maxPool2d', kernelSize: 3, stride: 2, padding: 1 };
const poolOf = (input: number): FusedStep => ({ name: 'pool', op: POOL, inputs: [input], output: 1, weights: [] });
const meanOf = (input: number): FusedStep => ({ ...poolOf(input), op: { type: 'globalAvgPool' } });

/** A job that wants what a step by itself computes. */
const ALONE: Job = jobOf([INPUT], { pool: 1 }, { target: GPU });

const graph = buildResNeSt(resolveConfig({ layers: [1, 1, 1, 1] }));
const PHOTO: Shape4 = [1, 3, 64, 64];

test('a ReLU that no convolution takes in cannot be planned', () => {
  const relu = { id: 1, name: 'act', module: { type: 'ReLU' }, inputs: [0] } as const;
  const plan = (): unknown => makePlan({ ...graph, nodes: [relu], outputs: { logits: 1 } }, PHOTO, 'f32');
  expect(plan).toThrow('cannot plan the ReLU act: it must come directly after a convolution');
});

describe('a node that nobody computes', () => {
  test('cannot be read by a step', () => {
    const plan = (): unknown => planSteps([poolOf(99)], [INPUT], 'f32', { wanted: { pool: 1 } });
    expect(plan).toThrow(/there is no .* 99; this is a defect/);
  });

  test('cannot be the second input of a step', () => {
    const op = { type: 'attentionWeightedSum', radix: 2 } as const;
    const plan = (): unknown =>
      planSteps([{ ...poolOf(0), op, inputs: [0, 99] }], [INPUT], 'f32', { wanted: { pool: 1 } });
    expect(plan).toThrow(/there is no .* 99; this is a defect/);
  });

  test('cannot be wanted', () => {
    const lacking = { ...graph, outputs: { ...graph.outputs, logits: 7777 } };
    expect(() => makePlan(lacking, PHOTO, 'f32')).toThrow(/there is no .* 7777; this is a defect/);
  });

  test('cannot be merged into a step', () => {
    const sum: FusedStep = { ...poolOf(99), op: { type: 'splitSum', radix: 2 } };
    const mean: FusedStep = { ...meanOf(1), output: 2 };
    const job = { ...ALONE, wanted: { mean: 2 } };
    expect(() => runPasses('fused', 'steps', [sum, mean], job)).toThrow(/there is no .* 99; this is a defect/);
  });

  test('cannot be pooled on the way', () => {
    const job = { ...ALONE, wanted: {} };
    const lowered = runPasses('steps', 'lowered', [meanOf(0)], job);
    const steps = lowered.steps.map((step) => ({ ...step, inputs: [99] }));
    expect(() => runPasses('lowered', 'pooled', { ...lowered, steps }, job)).toThrow(
      /there is no .* 99; this is a defect/,
    );
  });

  test('has no buffer', () => {
    const { steps, shapes } = runPasses('steps', 'pooled', [poolOf(0)], ALONE);
    const read = { steps: steps.map((step) => ({ ...step, inputs: [99] })), shapes };
    expect(() => runPasses('pooled', 'allocated', read, ALONE)).toThrow(/there is no .* 99; this is a defect/);
    const shapeless = { steps, shapes: new Map([[0, INPUT]]) };
    expect(() => runPasses('pooled', 'allocated', shapeless, ALONE)).toThrow(/there is no .* 1; this is a defect/);
  });

  test('is no input of a distinct step', () => {
    const nodes = graph.nodes.map((node, i) => (i === 3 ? { ...node, inputs: [99] } : node));
    expect(() => distinctStepsOf({ ...graph, nodes }, PHOTO, PORTABLE)).toThrow(/there is no .* 99; this is a defect/);
  });
});

describe('a step', () => {
  const shapes: StepShapes = { input: INPUT, output: [1, 8, 8, 8] };

  test('that Winograd cannot compute is not dropped where Winograd is chosen for it', () => {
    const choices = new Map([[stepKey(POOL, shapes), { decomposition: 'winograd', variant: 2 }]]);
    expect(() => runPasses('steps', 'lowered', [poolOf(0)], { ...ALONE, choices })).toThrow(/pool.*this is a defect/);
  });

  test('with an input too few is no step', () => {
    const plan = (): unknown => planSteps([{ ...poolOf(0), inputs: [] }], [INPUT], 'f32', { wanted: { pool: 1 } });
    expect(plan).toThrow(/there is no .* 0; this is a defect/);
  });

  test('by a decomposition that does not exist is no step', () => {
    const choices = new Map([[stepKey(POOL, shapes), { decomposition: 'fft', variant: 2 }]]);
    const lowered = (): unknown => runPasses('steps', 'lowered', [poolOf(0)], { ...ALONE, choices });
    expect(lowered).toThrow(/there is no decomposition fft; this is a defect/);
  });
});

describe('the passes', () => {
  test('form one way from a graph to a plan', () => {
    expect(PASSES.map(({ name }) => name).join()).toBe('fuse,prune,merge,choose,decompose,pool,narrow,allocate,bind');
    expect(PASSES.slice(1).map(({ from }) => from)).toEqual(PASSES.slice(0, -1).map(({ to }) => to));
  });

  test('have a file each, of their name', () => {
    const files = readdirSync(new URL('./passes/', import.meta.url));
    expect(PASSES.map(({ name }) => `${name}.ts`).filter((file) => !files.includes(file))).toEqual([]);
  });

  test('lead nowhere against their order', () => {
    const { steps, shapes } = runPasses('steps', 'lowered', [poolOf(0)], ALONE);
    expect(() => runPasses('lowered', 'chosen', { steps, shapes }, ALONE)).toThrow(
      /no passes lead from lowered to chosen/,
    );
  });
});
