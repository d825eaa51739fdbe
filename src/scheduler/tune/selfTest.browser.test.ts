/**
 * The self-test on a real GPU, with kernels that are right and with some that are not.
 */
import { expect, test } from 'vitest';
import type { Storage } from '../../core/storage';
import type { Shape4 } from '../../core/tensor';
import { pipelinesOf } from '../../gpu/pipelines';
import type { Choices } from '../../kernels/choosing/methods';
import { PORTABLE, type Target } from '../../kernels/launch';
import { resolveConfig } from '../../model/config';
import { buildResNeSt } from '../../model/resnest';
import { testGpu } from '../../testing/device';
import { everyNth } from '../../testing/length';
import { type SelfTestReport, selfTest } from './selfTest';
import { type DistinctStep, distinctStepsOf } from './distinctSteps';
import { parametersOf } from '../../model/parameters';

const graph = buildResNeSt(
  resolveConfig({
    ...{ layers: [1, 1, 1, 1], radix: 2, groups: 2, bottleneckWidth: 32, numClasses: 10 },
    ...{ deepStem: true, stemWidth: 16, avgDown: true, avd: true },
  }),
);
const INPUT: Shape4 = [1, 3, 40, 48];
const pipelines = testGpu().then(({ device }) => pipelinesOf(device));

interface Options {
  readonly choices?: Choices;
  readonly signal?: AbortSignal;
  readonly target?: Target;
}

async function report(storage: Storage, { choices, signal, target }: Options = {}): Promise<SelfTestReport> {
  const gpu = await testGpu();
  const place = { gpu, pipelines: await pipelines, storage, target: target ?? gpu.target };
  return selfTest(place, graph, INPUT, { ...(choices ? { choices } : {}), signal });
}

const ROWS = [
  ['f32', undefined, 0],
  ['int8', PORTABLE, 4],
] as const;

test.each(everyNth(2, ROWS))('every kernel of a plan with %s storage passes', async (storage, target, pools) => {
  const { passed, lines, text, adapter } = await report(storage, target ? { target } : {});
  const distinctSteps = distinctStepsOf(graph, INPUT, target ?? (await testGpu()).target);
  expect(distinctSteps.filter(({ pool }) => pool).length).toBe(pools);
  expect(text).toMatch(new RegExp(`^self-test on .*: all ${lines.length} kernels are right\n`));
  expect(passed).toBe(true);
  expect(adapter).toBe((await testGpu()).adapter);
  expect(lines.every(({ error, bound, repeatable }) => error < bound / 2 && repeatable)).toBe(true);
  const modules = parametersOf(graph).filter(({ shape }) => shape.length > 1).length;
  for (const general of [false, true]) {
    const steps = lines.filter((line) => line.general === general).reduce((sum, line) => sum + line.steps, 0);
    expect(steps).toBeGreaterThan(modules);
  }
  expect(text).toMatch(/^ok {5}conv2d\w+, general /m);
});

test('a kernel that computes something else is named, and so is one that the device refuses', async () => {
  const { target } = await testGpu();
  const grouped = ({ step: { op } }: DistinctStep): boolean =>
    op.type === 'conv2d' && op.kernelSize === 3 && op.groups === 4;
  const [refused, wrong] = distinctStepsOf(graph, INPUT, target).filter(grouped).slice(-2);
  const method = (TILE_C: number, WORKGROUP_X: number) => ({
    kernel: 'conv2dDirect',
    tiling: { TILE_X: 1, TILE_C, WORKGROUP_X, WORKGROUP_Y: 1 },
  });
  const choices: Choices = new Map([
    [wrong?.key ?? '', method(3, 8)], // no divisor of a group's vec4f: tiles reach into the next group
    [refused?.key ?? '', method(1, 4096)],
  ]);
  const { passed, lines, text } = await report('f32', { choices });
  expect(passed).toBe(false);
  const failed = lines.filter((line) => !line.passed);
  expect(failed.map(({ step }) => step)).toEqual([refused?.names[0], wrong?.names[0]]);
  expect(failed[1]?.error).toBeGreaterThan(10 * (failed[1]?.bound ?? 0));
  expect(failed[0]?.refused).toMatch(/conv2dDirect/);
  expect(text.match(/WRONG /g)?.length).toBe(2);
});

test('a signal cancels it', async () => {
  await expect(report('f32', { signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
});
