/**
 * Defects of this library that would give a wrong answer in silence: each is an error instead.
 */
import { describe, expect, test } from 'vitest';
import type { Shape4 } from '../../core/tensor';
import { PORTABLE, type StepShapes, type Target } from '../../kernels/launch';
import { stepKey } from '../../kernels/choosing/methods';
import { resolveConfig } from '../../model/config';
import { buildResNeSt } from '../../model/resnest';
import type { MaxPool2d } from '../../ops/pool2d';
import { tasksOf } from '../tune/distinctSteps';
import { assignBuffers } from './lifetimes';
import { lower } from './lower';
import { merge } from './merge';
import { makePlan, planSteps } from './plan';
import { poolOnTheWay } from './pools';
import type { FusedStep } from './steps';

const INPUT: Shape4 = [1, 8, 16, 16];
const GPU: Target = { adapter: 'nvidia', quads: false };
const POOL: MaxPool2d = { type: 'maxPool2d', kernelSize: 3, stride: 2, padding: 1 };
const poolOf = (input: number): FusedStep => ({ name: 'pool', op: POOL, inputs: [input], output: 1, weights: [] });
const meanOf = (input: number): FusedStep => ({ ...poolOf(input), op: { type: 'globalAvgPool' } });

const graph = buildResNeSt(resolveConfig({ layers: [1, 1, 1, 1] }));
const PHOTO: Shape4 = [1, 3, 64, 64];

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
    expect(() => merge([sum, mean], [2], new Map([[0, INPUT]]), GPU)).toThrow(/there is no .* 99; this is a defect/);
  });

  test('cannot be pooled on the way', () => {
    const lowered = lower([meanOf(0)], INPUT, GPU, new Map());
    const steps = lowered.steps.map((step) => ({ ...step, inputs: [99] }));
    expect(() => poolOnTheWay({ ...lowered, steps }, [], GPU)).toThrow(/there is no .* 99; this is a defect/);
  });

  test('has no buffer', () => {
    const { steps, shapes } = lower([poolOf(0)], INPUT, GPU, new Map());
    const read = steps.map((step) => ({ ...step, inputs: [99] }));
    expect(() => assignBuffers(read, shapes, [1])).toThrow(/there is no .* 99; this is a defect/);
    expect(() => assignBuffers(steps, new Map([[0, INPUT]]), [1])).toThrow(/there is no .* 1; this is a defect/);
  });

  test('is no input of a distinct step', () => {
    const nodes = graph.nodes.map((node, i) => (i === 3 ? { ...node, inputs: [99] } : node));
    expect(() => tasksOf({ ...graph, nodes }, PHOTO, PORTABLE)).toThrow(/there is no .* 99; this is a defect/);
  });
});

describe('a step', () => {
  const shapes: StepShapes = { input: INPUT, output: [1, 8, 8, 8] };

  test('that Winograd cannot compute is not dropped where Winograd is chosen for it', () => {
    const choices = new Map([[stepKey(POOL, shapes), { winograd: 2 } as const]]);
    expect(() => lower([poolOf(0)], INPUT, PORTABLE, choices)).toThrow(/pool.*this is a defect/);
  });

  test('with an input too few is no step', () => {
    const plan = (): unknown => planSteps([{ ...poolOf(0), inputs: [] }], [INPUT], 'f32', { wanted: { pool: 1 } });
    expect(plan).toThrow(/there is no .* 0; this is a defect/);
  });
});
