/**
 * The tuner on a real GPU, with candidates that are right and some that were made wrong on purpose.
 */
import { afterEach, expect, test } from 'vitest';
import { type Shape4, toBlocked } from '../../core/tensor';
import { need } from '../../core/need';
import { pipelinesOf } from '../../gpu/pipelines';
import { type Choices, type Method, methodsFor, stepKey } from '../../kernels/choosing/methods';
import { resolveConfig } from '../../model/config';
import { parametersOf } from '../../model/parameters';
import { buildResNeSt } from '../../model/resnest';
import { testGpu } from '../../testing/device';
import { relativeError } from '../../testing/runModel';
import { seededInput, seededWeights } from '../../testing/seeded';
import { packAll } from '../../weights/packing/packAll';
import { stateDictOf } from '../../weights/stateDict';
import { isFaster } from './confirm';
import { Decisions } from './decisions';
import { makePlan } from '../plan/makePlan';
import { compilePlan } from '../run/compile';
import { Session } from '../run/session';
import { GpuWeights } from '../run/weights';
import { Pace } from '../run/turns/pace';
import { type DistinctStep, distinctStepsOf } from './distinctSteps';
import { tune, type TuneOptions } from './tune';
import { undisturbed } from '../run/turns/turns';
import type { Place } from '../run/place';

const graph = buildResNeSt(
  resolveConfig({ layers: [1, 1, 1, 1], groups: 2, bottleneckWidth: 16, numClasses: 10, radix: 0 }),
);
const INPUT: Shape4 = [1, 3, 48, 48];
const pipelines = testGpu().then(({ device }) => pipelinesOf(device));

async function place(): Promise<Place> {
  const gpu = await testGpu();
  return { gpu, pipelines: await pipelines, storage: 'f32', target: gpu.target };
}

const opened: GpuWeights[] = [];
afterEach(() => opened.splice(0).forEach((weights) => weights.destroy()));

async function modelWeights(): Promise<GpuWeights> {
  const { gpu } = await place();
  const weights = new GpuWeights(gpu.device);
  opened.push(weights);
  const stateDict = stateDictOf(seededWeights(parametersOf(graph)));
  const { weights: requests } = makePlan(graph, INPUT, 'f32', { target: gpu.target });
  for await (const packed of packAll(requests, stateDict)) weights.upload(packed);
  return weights;
}

async function logitsOf(choices: Choices): Promise<Float32Array> {
  const { gpu, ...where } = await place();
  const plan = makePlan(graph, INPUT, 'f32', { target: gpu.target, choices });
  const session = await Session.create(
    gpu,
    plan,
    await compilePlan(plan, where.pipelines),
    await modelWeights(),
    new Pace(),
  );
  gpu.device.queue.writeBuffer(session.input, 0, toBlocked(seededInput(INPUT).data, INPUT));
  const outputs = await session.run();
  session.destroy();
  return need(outputs, graph.main, 'output').data;
}

async function tuned(options: Partial<TuneOptions> = {}): Promise<Decisions> {
  const decisions = options.decisions ?? new Decisions();
  const usual = { decisions, turns: undisturbed(undefined), budgetMs: 60_000 };
  await tune(await place(), { graph, input: INPUT, weights: await modelWeights() }, { ...usual, ...options });
  return decisions;
}

const dispatch = (TILE_X: number, TILE_C: number, WORKGROUP_X: number): Method => ({
  kernel: 'conv2dDirect',
  tiling: { TILE_X, TILE_C, WORKGROUP_X, WORKGROUP_Y: 1 },
});

/** A grouped convolution of 4 vec4f a group: tiles of 3 reach into the next group. */
const GROUPED = 'layer1.0.conv2';
const WRONG = dispatch(1, 3, 16);
/** More threads than any device has. */
const REFUSED = dispatch(4, 1, 4096);

/** A convolution that takes long enough to be told apart. */
const LONG = 'conv1';
/** One thread a workgroup leaves most lanes of any device idle. */
const SLOW = dispatch(1, 1, 1);
const FAST = dispatch(8, 4, 64);

async function distinctStepOf(name: string): Promise<DistinctStep> {
  const { target } = await place();
  const distinct = distinctStepsOf(graph, INPUT, target).find(({ names }) => names.includes(name));
  if (!distinct) throw new Error(`the model has no step ${name}`);
  return distinct;
}

/** For one step what is given, for all others no choice. */
async function only(name: string, candidates: readonly Method[]): Promise<typeof methodsFor> {
  const { key } = await distinctStepOf(name);
  return (op, shapes, target) =>
    stepKey(op, shapes) === key ? candidates : methodsFor(op, shapes, target).slice(0, 1);
}

test('candidates that are wrong or refused are quarantined, wherever they stand, and a right one is chosen', async () => {
  const { key, method } = await distinctStepOf(GROUPED);
  for (const candidates of [
    [method, WRONG, REFUSED],
    [REFUSED, WRONG, method],
  ]) {
    const decisions = await tuned({ methods: await only(GROUPED, candidates) });
    expect(decisions.isQuarantined(key, WRONG)).toBe(true);
    expect(decisions.isQuarantined(key, REFUSED)).toBe(true);
    expect(decisions.isQuarantined(key, method)).toBe(false);
    expect([...decisions.choices]).toEqual([[key, method]]);
  }
});

test('where all are wrong none is chosen', async () => {
  const decisions = await tuned({ methods: await only(GROUPED, [WRONG, REFUSED]) });
  expect(decisions.choices.size).toBe(0);
});

test('the faster one is chosen, in either order, unless it is in quarantine', async () => {
  const { key } = await distinctStepOf(LONG);
  for (const candidates of [
    [SLOW, FAST],
    [FAST, SLOW],
  ])
    expect((await tuned({ methods: await only(LONG, candidates) })).choices.get(key)).toEqual(FAST);
  const decisions = new Decisions();
  decisions.quarantine(key, FAST);
  expect((await tuned({ decisions, methods: await only(LONG, [SLOW, FAST]) })).choices.get(key)).toEqual(SLOW);
});

test('what was decided before is not tried again', async () => {
  const { key } = await distinctStepOf(LONG);
  const decisions = new Decisions();
  decisions.choose(key, SLOW);
  await tuned({ decisions, methods: await only(LONG, [SLOW, FAST]) });
  expect(decisions.choices.get(key)).toEqual(SLOW);
});

test('the dearest step comes first, and beyond the budget no other', async () => {
  const { target } = await place();
  const told: [number, number][] = [];
  const decisions = await tuned({ budgetMs: 0, onStep: (decided, total) => told.push([decided, total]) });
  const [dearest] = distinctStepsOf(graph, INPUT, target);
  expect([...decisions.choices.keys()]).toEqual([dearest?.key]);
  expect(told[0]?.[0]).toBe(0);
  expect(told.at(-1)?.[0]).toBe(told.at(-1)?.[1]);
});

test('what was chosen computes the same logits', async () => {
  const { choices } = await tuned({ budgetMs: 2000 });
  expect(choices.size).toBeGreaterThan(0);
  expect(relativeError(await logitsOf(choices), [...(await logitsOf(new Map()))])).toBeLessThan(2e-5);
});

test('the whole run decides: choices must make it faster, and give the same logits', async () => {
  const [long, grouped] = [(await distinctStepOf(LONG)).key, (await distinctStepOf(GROUPED)).key];
  const whole = { graph, input: INPUT, weights: await modelWeights() };
  const compare = async (before: Choices, after: Choices): Promise<boolean> =>
    isFaster(await place(), whole, undisturbed(undefined), [before, after]);
  const slow: Choices = new Map([[long, SLOW]]);
  const fast: Choices = new Map([[long, FAST]]);
  expect(await compare(slow, fast)).toBe(true);
  expect(await compare(fast, slow)).toBe(false);
  expect(await compare(slow, slow)).toBe(true);
  expect(await compare(slow, new Map([...fast, [grouped, WRONG]]))).toBe(false);
});

test('a signal cancels it, and nothing is decided then', async () => {
  const controller = new AbortController();
  const decisions = new Decisions();
  const tuning = tuned({ decisions, turns: undisturbed(controller.signal), onStep: () => controller.abort('enough') });
  await expect(tuning).rejects.toBe('enough');
  expect(decisions.choices.size).toBe(0);
});
