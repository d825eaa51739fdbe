/**
 * Whole models with maps in f16 against the original PyTorch code in float64, on a device that has shader-f16. Those
 * without fail here, so `npm run test:firefox` and `npm run test:dawn` run this file and `npm test` does not.
 */
import { expect, test } from 'vitest';
import { type Shape4, toBlocked } from '../../core/tensor';
import { PipelineCache, pipelinesOf } from '../../gpu/pipelines';
import { library } from '../../kernels/includes';
import { PORTABLE, type Target } from '../../kernels/launch';
import { configFromKeywords } from '../../model/config/keywords';
import { parametersOf } from '../../model/parameters';
import { buildResNeSt } from '../../model/resnest';
import { winogradAccepts } from '../../ops/winograd';
import { testGpu } from '../../testing/device';
import { everywhere } from '../../testing/everywhere';
import json from '../../testing/goldens/keywords.json';
import { relativeError, runOutputs } from '../../testing/runModel';
import { seededInput, seededWeights } from '../../testing/seeded';
import { packAll } from '../../weights/packing/packAll';
import { stateDictOf } from '../../weights/stateDict';
import { makePlan } from '../plan/makePlan';
import { activationBytesOf } from '../plan/plan';
import { selfTest, type SelfTestReport } from './selfTest';
import { compilePlan } from '../run/compile';
import { Pace } from '../run/turns/pace';
import { Session } from '../run/session';
import { GpuWeights } from '../run/weights';

interface Golden {
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly input: Shape4;
  readonly logits: readonly number[];
}

function goldenWith(wanted: Readonly<Record<string, unknown>>): Golden {
  const found = (json as unknown as readonly Golden[]).find(({ keywords }) =>
    Object.entries(wanted).every(([key, value]) => keywords[key] === value),
  );
  if (!found) throw new Error(`no golden has ${JSON.stringify(wanted)}`);
  return found;
}

const TIMM = goldenWith({ radix: 2, deep_stem: true, stem_width: 16, dialect: 'timm' });
const CARDINALITY_2 = goldenWith({ radix: 2, groups: 2, bottleneck_width: 40, deep_stem: true });

/** Over the largest logit. */
const MOST_ERROR = 1e-2;

const halved = (target: Target): Target => ({ ...target, precision: 'f16' });
const AMD = halved({ adapter: 'amd', quads: false });
/** Its programs are small, and Mesa takes seconds for each. */
const ARM = halved({ adapter: 'arm', quads: false });

test.for([
  ['amd, cardinality 1', TIMM, AMD],
  ['arm, cardinality 2 and batch 2', CARDINALITY_2, ARM],
] as const)('logits as on %s', async ([, { keywords, input, logits }, target], { task }) => {
  const graph = buildResNeSt(configFromKeywords(keywords));
  const wanted = ['layer2', 'layer4', graph.main];
  const outputs = await runOutputs(await testGpu(), graph, input, wanted, 'f32', { target });
  task.meta.relativeError = relativeError(outputs.get(graph.main)?.data ?? [], logits);
  expect(task.meta.relativeError).toBeLessThan(MOST_ERROR);
  const right = await runOutputs(await testGpu(), graph, input, wanted, 'f32', {
    target: { ...target, precision: 'f32' },
  });
  for (const layer of ['layer2', 'layer4'])
    expect(relativeError(outputs.get(layer)?.data ?? [], [...(right.get(layer)?.data ?? [])])).toBeLessThan(MOST_ERROR);
});

test('logits by F(4,3) wherever it can', async ({ task }) => {
  const graph = buildResNeSt(configFromKeywords(TIMM.keywords));
  const target = halved(PORTABLE);
  const choices = everywhere(graph, TIMM.input, target, ({ op, shapes }) =>
    op.type === 'conv2d' && winogradAccepts(op, shapes, 4) ? { decomposition: 'winograd', variant: 4 } : undefined,
  );
  expect(choices.size).toBeGreaterThan(3);
  const outputs = await runOutputs(await testGpu(), graph, TIMM.input, [graph.main], 'f32', { target, choices });
  task.meta.relativeError = relativeError(outputs.get(graph.main)?.data ?? [], TIMM.logits);
  expect(task.meta.relativeError).toBeLessThan(MOST_ERROR);
});

test.each([1e3, 1e6, 1e30])('an input %d times as large overflows nothing', async (factor) => {
  const gpu = await testGpu();
  const graph = buildResNeSt(configFromKeywords(TIMM.keywords));
  const { input } = TIMM;
  const plan = makePlan(graph, input, 'f32', { target: ARM });
  expect(activationBytesOf(plan)).toBeLessThan(
    0.6 * activationBytesOf(makePlan(graph, input, 'f32', { target: { ...ARM, precision: 'f32' } })),
  );
  const stateDict = stateDictOf(seededWeights(parametersOf(graph)));
  const weights = new GpuWeights(gpu.device);
  for await (const packed of packAll(plan.weights, stateDict)) weights.upload(packed);
  const compiled = await compilePlan(plan, pipelinesOf(gpu.device));
  const session = await Session.create(gpu, plan, compiled, weights, new Pace());
  const large = seededInput(input).data.map((value) => value * factor);
  gpu.device.queue.writeBuffer(session.input, 0, toBlocked(large, input));
  const logits = (await session.run()).get(graph.main)?.data ?? [];
  session.destroy();
  weights.destroy();
  expect([...logits].every(Number.isFinite)).toBe(true);
  expect(logits.length).toBeGreaterThan(0);
});

/** The self-test of a device that makes of some text of shaders another. */
async function selfTestWith(texts: Readonly<Record<string, string>>): Promise<SelfTestReport> {
  const gpu = await testGpu();
  const cache = new PipelineCache(gpu.device);
  const pipelines = Object.assign(Object.create(cache) as PipelineCache, {
    get: (program: Parameters<PipelineCache['get']>[0]) => cache.get(program, { ...library, ...texts }),
  });
  const graph = buildResNeSt(configFromKeywords(TIMM.keywords));
  return selfTest({ gpu, pipelines, storage: 'f32', target: ARM }, graph, TIMM.input);
}

test('the self-test passes, and names kernels that overflow', async () => {
  const { passed, text } = await selfTestWith({});
  expect(text).toMatch(/all \d+ kernels are right/);
  expect(passed).toBe(true);
  const broken = (library['out.f16'] ?? '').replaceAll('65504.0', '1e38');
  expect(broken).not.toBe(library['out.f16']);
  const wrong = await selfTestWith({ 'out.f16': broken });
  expect(wrong.passed).toBe(false);
  expect(wrong.text).toMatch(/WRONG {2}conv2d/);
});
