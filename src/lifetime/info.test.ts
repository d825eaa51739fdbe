import { expect, test } from 'vitest';
import type { ClassifierInfo } from '../classifierInfo';
import { CurrentInfo, infoAfter } from './info';
import { resolveConfig } from '../model/config';
import { buildResNeSt } from '../model/resnest';
import { makePlan } from '../scheduler/plan/makePlan';
import { bytesBesidesWeights } from '../scheduler/plan/plan';

const config = resolveConfig({ layers: [1, 1, 1, 1] });
const start: ClassifierInfo = {
  model: 'custom ResNeSt',
  config,
  outputs: ['layer4', 'embedding', 'logits'],
  backend: 'webgpu',
  fallbackReason: undefined,
  adapter: 'none',
  isAdapterNamed: true,
  storage: 'f32',
  precision: { used: 'f32', note: undefined },
  inputSize: [64, 64],
  preprocessing: { recipe: 'hub', interpolation: 'bilinear', mean: [0, 0, 0], std: [1, 1, 1] },
  parameters: 1,
  labels: [],
  assumed: [],
  notKept: undefined,
  cacheKey: 'a key',
  programs: 'general',
  notSpecialised: undefined,
  tuned: 'stored',
  bytes: { weights: 7, transformed: 1, activations: 2 },
  deviceLosses: 0,
  timings: { startMs: 5, fromCache: true },
};

const KERNELS = { programs: 'general', notSpecialised: undefined, tuned: 'stored' } as const;
const MEASURED = { programs: 'specialised', notSpecialised: undefined, tuned: 'measured' } as const;

test('before the first run it is that of the start', () => {
  expect(infoAfter(start, { lastRun: undefined, ...KERNELS, deviceLosses: 0 })).toEqual(start);
});

test('a run and a tuning show, and the start stays as it was', () => {
  const kept = structuredClone(start);
  const plan = makePlan(buildResNeSt(config), [2, 3, 64, 64], 'f32');
  const info = infoAfter(start, { lastRun: { plan, milliseconds: 12 }, ...MEASURED, deviceLosses: 0 });
  expect(info).toEqual({
    ...start,
    ...MEASURED,
    bytes: { weights: 7, ...bytesBesidesWeights(plan) },
    timings: { startMs: 5, fromCache: true, runMs: 12 },
  });
  expect(start).toEqual(kept);
});

test('it is one frozen object until something changes', () => {
  const current = new CurrentInfo(start);
  const plan = makePlan(buildResNeSt(config), [1, 3, 64, 64], 'f32');
  const lastRun = { plan, milliseconds: 12 };
  const first = current.after({ lastRun: undefined, ...KERNELS, deviceLosses: 0 });
  expect(current.after({ lastRun: undefined, ...KERNELS, deviceLosses: 0 })).toBe(first);
  const ran = current.after({ lastRun, ...KERNELS, deviceLosses: 0 });
  expect(ran).not.toBe(first);
  expect(ran.timings.runMs).toBe(12);
  expect(current.after({ lastRun, ...KERNELS, deviceLosses: 0 })).toBe(ran);
  const tuned = current.after({ lastRun, ...MEASURED, deviceLosses: 0 });
  expect(tuned).toMatchObject({ tuned: 'measured', timings: { runMs: 12 } });
  expect(current.after({ lastRun: { ...lastRun }, ...MEASURED, deviceLosses: 0 })).not.toBe(tuned);
  expect(current.after({ lastRun, ...MEASURED, deviceLosses: 1 }).deviceLosses).toBe(1);
  for (const info of [first, ran, tuned]) expect([info, ...Object.values(info)].every(Object.isFrozen)).toBe(true);
});
