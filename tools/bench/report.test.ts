import { expect, test } from 'vitest';
import { buildResNeSt } from '../../src/model/resnest';
import { macsOf } from '../../src/model/shapes';
import { variantNamed } from '../../src/model/variants';
import { makePlan } from '../../src/scheduler/plan/makePlan';
import { median } from '../common/median';
import { stepsOf } from './layers';
import { formatReport, makeReport } from './report';
import type { Measurements } from './types';

const { config } = variantNamed('resnest14d');
const input = [1, 3, 64, 64] as const;
const plan = makePlan(buildResNeSt(config), input, 'f32');
const head = { model: 'resnest14d', inputSize: 64, batch: 1, storage: 'f32' };

const measured = { firstMs: 900, warmStartMs: null, gpuBytes: 0 };
const measurements: Measurements = {
  browser: 'chromium 1',
  precision: 'f16',
  adapter: {
    name: 'an adapter',
    peak: [{ value: 'vec4f', multiplyAdd: 'fma', accumulators: 8, threads: 64, gflops: 50 }],
  },
  results: [
    { ...measured, runtime: 'ours', warmStartMs: 300, runsMs: [30, 10], gpuBytes: 42e6, logits: [4, -8, 1] },
    { ...measured, runtime: 'ort-webgpu', runsMs: [500, 300, 400], logits: [4, -8, 1.5] },
    { ...measured, runtime: 'ort-wasm', runsMs: [5], logits: [4, -8, 1] },
  ],
  steps: stepsOf(plan),
  dispatches: plan.steps.map(({ kernel }) => ({ kernel, ms: 2 })),
};
const report = makeReport(head, measurements, 4);

test('the median of an even number lies between the middle two', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  expect(median([])).toBeNaN();
});

test('ratios are medians of peers over ours', () =>
  expect(report.ratios).toEqual({ 'ort-webgpu': 20, 'ort-wasm': 0.25 }));

test('GFLOP/s are of the median run', () => expect(report.results.map(({ gflops }) => gflops)).toEqual([200, 10, 800]));

test('the error is the largest to any other, over the largest logit', () =>
  expect(report.results.map(({ maxError }) => maxError)).toEqual([0.0625, 0.0625, 0.0625]));

test('alone there is nothing to compare with', () => {
  const alone = { ...measurements, results: measurements.results.slice(0, 1) };
  expect(makeReport(head, alone, 4).results[0]?.maxError).toBeNull();
});

test('convolutions have a fraction of the peak, and together the work of the model', () => {
  const conv = report.layers.find(({ name }) => name === 'conv1.3');
  // 32 x 32 pixels, 32 channels of 32, nine taps.
  expect(conv).toMatchObject({ gflop: (2 * 32 * 32 * 32 * 32 * 9) / 1e9, ms: 2 });
  expect(conv?.fraction).toBeCloseTo(0.018874368 / 0.002 / 50);
  const gflop = report.layers.reduce((sum, layer) => sum + layer.gflop, 0);
  const share = gflop / ((2 * macsOf(buildResNeSt(config), input)) / 1e9);
  expect(share).toBeLessThan(1); // attention computes no logits of the first split
  expect(share).toBeGreaterThan(0.999);
});

test('a run that is not the plan is no profile of it', () => {
  const dispatches = measurements.dispatches.slice(1);
  expect(() => makeReport(head, { ...measurements, dispatches }, 4)).toThrow(/not the \d+ steps of its plan/);
});

test('the table has a line for each runtime', () => {
  const lines = formatReport(report, measurements.adapter.peak).split('\n');
  expect(lines.find((line) => line.startsWith('ours'))).toMatch(
    /900 ms +300 ms +20 ms +10 ms +30 ms +2 .* 42\.0 .* 1\.00 x$/,
  );
  expect(lines.find((line) => line.startsWith('ort-wasm'))).toMatch(/900 ms +- +5\.00 ms .* 0\.25 x$/);
});
