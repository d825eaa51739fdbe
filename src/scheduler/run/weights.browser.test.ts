/**
 * Weights on the GPU, and a plan whose weights are not there.
 */
import { afterEach, expect, test } from 'vitest';
import type { Shape4 } from '../../core/tensor';
import { pipelinesOf } from '../../gpu/pipelines';
import { PORTABLE } from '../../kernels/launch';
import type { FusedStep } from '../plan/steps';
import { planSteps } from '../plan/makePlan';
import { testGpu } from '../../testing/device';
import { compilePlan } from './compile';
import { Pace } from './turns/pace';
import { Session } from './session';
import { GpuWeights } from './weights';

const INPUT: Shape4 = [1, 4, 4, 4];
const STEP: FusedStep = {
  name: 'conv',
  op: {
    ...{ type: 'conv2d', outChannels: 4, kernelSize: 1, stride: 1, padding: 0, dilation: 1, groups: 1 },
    ...{ rectify: 'none', residual: false, relu: false },
  },
  inputs: [0],
  output: 1,
  weights: [{ source: { conv: 'conv', bias: true }, shape: [4, 4, 1, 1], groups: 1 }],
};

const opened: GpuWeights[] = [];
afterEach(() => opened.splice(0).forEach((weights) => weights.destroy()));

async function openWeights(): Promise<GpuWeights> {
  const weights = new GpuWeights((await testGpu()).device);
  opened.push(weights);
  return weights;
}

test('a weight in pieces is there when the last has come', async () => {
  const weights = await openWeights();
  const piece = { name: 'conv', storage: 'f32', weight: new ArrayBuffer(16) } as const;
  weights.upload({ ...piece, bias: new ArrayBuffer(0), piece: { from: 0, of: 32 } });
  expect(weights.has('conv')).toBe(false);
  weights.upload({ ...piece, bias: new ArrayBuffer(16), piece: { from: 16, of: 32 } });
  expect(weights.buffer({ weight: 'conv' }).size).toBe(32);
  expect(weights.buffer({ bias: 'conv' }).size).toBe(16);
  expect([weights.count, weights.bytes]).toEqual([1, 48]);
});

test('a weight that is not there is a defect, and so is a plan that binds it', async () => {
  const gpu = await testGpu();
  const weights = await openWeights();
  expect(() => weights.buffer({ weight: 'conv' })).toThrow(/there is no weight conv; this is a defect/);
  expect(() => weights.buffer({ bias: 'conv' })).toThrow(/there is no bias conv; this is a defect/);
  const plan = planSteps([STEP], [INPUT], 'f32', { wanted: { step: 1 }, target: PORTABLE });
  const compiled = await compilePlan(plan, pipelinesOf(gpu.device));
  const opening = Session.create(gpu, plan, compiled, weights, new Pace());
  await expect(opening).rejects.toThrow(/there is no weight conv; this is a defect/);
});

test('derived weights are dropped by their names, or all', async () => {
  const weights = await openWeights();
  for (const name of ['a', 'b', 'c']) weights.reserve({ name, weightBytes: 16, biasBytes: 16 });
  weights.dropDerived(['a', 'never reserved']);
  expect(['a', 'b', 'c'].filter((name) => weights.has(name))).toEqual(['b', 'c']);
  weights.dropDerived();
  expect(weights.count).toBe(0);
});
