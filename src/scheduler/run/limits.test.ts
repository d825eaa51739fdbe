import { expect, test } from 'vitest';
import { GpuMemoryError } from '../../core/errors';
import { PORTABLE } from '../../kernels/launch';
import { buildResNeSt } from '../../model/resnest';
import { variantNamed } from '../../model/variants';
import { makePlan } from '../plan/makePlan';
import type { Plan } from '../plan/plan';
import { checkLimits } from './limits';

const graph = buildResNeSt(variantNamed('resnest14d').config);
const LAYERS = ['layer1', 'layer2', 'layer3', 'layer4'];
const plan = makePlan(graph, [1, 3, 64, 64], 'f32', { target: PORTABLE, wanted: LAYERS });
const largest = Math.max(...plan.buffers);

/** What every WebGPU device allows, but for the limits given. */
const allowing = (limits: Partial<GPUSupportedLimits> = {}): GPUSupportedLimits =>
  ({
    ...{ maxStorageBufferBindingSize: 2 ** 27, maxBufferSize: 2 ** 28, maxComputeWorkgroupsPerDimension: 65535 },
    ...limits,
  }) as GPUSupportedLimits;

function refusal(limits: Partial<GPUSupportedLimits>, of: Plan = plan): string {
  try {
    checkLimits(of, allowing(limits));
  } catch (error) {
    expect(error).toBeInstanceOf(GpuMemoryError);
    expect(error).toMatchObject({ code: 'limit' });
    return String((error as Error).message);
  }
  throw new Error('the plan was not refused');
}

test('a plan within the limits is not refused', () => {
  expect(() => checkLimits(plan, allowing())).not.toThrow();
  expect(() => checkLimits(plan, allowing({ maxStorageBufferBindingSize: largest }))).not.toThrow();
});

test('of a buffer its size and the limit are named', () => {
  const sentence = /^a run on an input of 1x3x64x64 needs a buffer of [\d.]+ MB, and this GPU's limit is [\d.]+ MB; /;
  expect(refusal({ maxStorageBufferBindingSize: largest - 1 })).toMatch(sentence);
});

test('of a grid its workgroups are named, and no buffer', () => {
  const sentence = refusal({ maxComputeWorkgroupsPerDimension: 7 });
  expect(sentence).toMatch(/needs a grid of \d+ workgroups, and this GPU's limit is 7; choose a smaller input$/);
  expect(sentence).not.toMatch(/buffer|MB/);
});

test('the outputs are read back through one buffer, which counts too', () => {
  const outputs = plan.outputs.reduce((sum, { shape: [, c, h, w] }) => sum + c * h * w * 4, 0);
  expect(outputs).toBeGreaterThan(largest);
  const sentence = refusal({ maxBufferSize: outputs - 1 });
  expect(sentence).toMatch(/needs a buffer of [\d.]+ MB to read its outputs back, .*ask for fewer outputs at once$/);
  expect(() => checkLimits(plan, allowing({ maxBufferSize: outputs }))).not.toThrow();
});

test('a derived weight counts too', () => {
  const [step] = plan.steps;
  if (!step) throw new Error('the plan has no step');
  const derived = {
    ...step,
    ...{ from: 'conv', decomposition: 'winograd', weightBytes: 2 ** 28, biasBytes: 16 },
  };
  expect(refusal({}, { ...plan, derived: [derived] })).toMatch(/needs a buffer of 268 MB, .* limit is 134 MB/);
  const wide = { ...derived, weightBytes: 16, workgroups: [70000, 1, 1] as const };
  expect(refusal({}, { ...plan, derived: [wide] })).toMatch(/a grid of 70000 workgroups, .* limit is 65535/);
});
