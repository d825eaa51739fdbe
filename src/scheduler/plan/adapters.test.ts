/**
 * How each class of adapter computes the convolutions of resnest50 at 224, and the rules that hold until it is timed.
 */
import { describe, expect, test } from 'vitest';
import { ADAPTER_TABLES } from '../../kernels/adapters/adapterTables';
import { ADAPTER_CLASSES, type AdapterClass } from '../../gpu/adapterClass';
import { sharedBytes } from '../../kernels/convolution/conv2dShared';
import { splitBytes } from '../../kernels/convolution/conv2dSplitK';
import { PORTABLE, type Target } from '../../kernels/launch';
import { type Method, methodsFor, stepKey } from '../../kernels/choosing/methods';
import { outputNodes } from '../../model/graph';
import { buildResNeSt } from '../../model/resnest';
import { variantNamed } from '../../model/variants';
import { makePlan } from './makePlan';
import { jobOf, runPasses } from './passes';
import type { PlanStep } from './plan';
import type { LoweredStep } from './steps';

const targetOf = (adapter: AdapterClass): Target => ({ adapter, quads: adapter === 'cpu' });
const graphOf = (model: string): ReturnType<typeof buildResNeSt> => buildResNeSt(variantNamed(model).config);

const convolutions = (model: string, target: Target): readonly PlanStep[] =>
  makePlan(graphOf(model), [1, 3, 224, 224], 'f32', { target }).steps.filter(({ bindings }) => 'weights' in bindings);

type Numbers = Record<'TILE_X' | 'TILE_C' | 'STEP' | 'SLICES' | 'WORKGROUP_X' | 'WORKGROUP_Y', number>;
const numbersOf = (parameters: PlanStep['parameters']): Numbers => ({
  ...{ TILE_X: 1, TILE_C: 1, STEP: 1, SLICES: 1, WORKGROUP_X: 1, WORKGROUP_Y: 1 },
  ...parameters,
});

/** Equal convolutions on one line: what they give, of how many products each output is, and how they are computed. */
function summary(steps: readonly PlanStep[]): string {
  const lines = steps.map(({ kernel, output, work, parameters, workgroups }) => {
    const { TILE_X, TILE_C, WORKGROUP_X, WORKGROUP_Y } = numbersOf(parameters);
    const products = work / output.reduce((product, size) => product * size, 1);
    const cells = [kernel, output.join('x'), products, `${TILE_X}x${TILE_C * 4}`, `${WORKGROUP_X}x${WORKGROUP_Y}`];
    return [...cells.map((cell, i) => String(cell).padEnd([17, 15, 5, 5, 6][i] ?? 0)), workgroups.join('x')].join(' ');
  });
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  const head = 'kernel            output          sums  tile  group  groups';
  return [head, ...[...counts].map(([line, count]) => (count > 1 ? `${line}  ${count} times` : line)), ''].join('\n');
}

test.each(ADAPTER_CLASSES)('the convolutions of resnest50 on %s', async (adapter) => {
  const text = summary(convolutions('resnest50', targetOf(adapter)));
  await expect(text).toMatchFileSnapshot(`./plans/adapters/${adapter}.txt`);
});

test("on cpu, the order of an image's sums does not depend on its batch", () => {
  const target = targetOf('cpu');
  for (const [model, size] of [
    ['resnest26_2s1x32d', 96],
    ['resnest50', 224],
    ['resnest50_fast_4s2x40d', 224],
  ] as const) {
    const ordersOf = (batch: number): unknown[] =>
      makePlan(graphOf(model), [batch, 3, size, size], 'f32', { target }).steps.map(({ name, kernel, parameters }) => [
        ...[name, kernel, parameters['TILE_IN']],
      ]);
    expect(ordersOf(8)).toEqual(ordersOf(1));
  }
});

test('what was not timed says so', () => {
  const timed = ADAPTER_CLASSES.filter((adapter) => ADAPTER_TABLES[adapter].timed);
  expect(timed).toEqual(['cpu']);
});

const expectRules = (kernel: string, parameters: PlanStep['parameters']): void => {
  const numbers = numbersOf(parameters);
  const threads = numbers.WORKGROUP_X * numbers.WORKGROUP_Y * numbers.SLICES;
  expect(threads, kernel).toBeGreaterThanOrEqual(64);
  expect(threads, kernel).toBeLessThanOrEqual(256);
  expect(numbers.TILE_X * numbers.TILE_C, kernel).toBeLessThanOrEqual(32);
  if (kernel === 'conv2dShared') expect(sharedBytes(numbers)).toBeLessThanOrEqual(16384);
  if (kernel === 'conv2dSplitK') expect(splitBytes(numbers)).toBeLessThanOrEqual(16384);
};

const isKernel = (method: Method): method is Extract<Method, { kernel: string }> => 'kernel' in method;

describe.each(ADAPTER_CLASSES.filter((adapter) => adapter !== 'cpu'))('on %s', (adapter) => {
  const target = targetOf(adapter);

  test('plans keep to 64-256 threads, 32 accumulators and 16 KB', () => {
    for (const model of ['resnest50', 'resnest50_fast_4s2x40d', 'resnest269'])
      for (const { kernel, parameters } of convolutions(model, target)) expectRules(kernel, parameters);
  });

  test('what the tuner may try does too', () => {
    for (const { op, shapes } of stepsOf('resnest50', target))
      for (const { kernel, tiling } of methodsFor(op, shapes, target).filter(isKernel))
        if ('TILE_X' in tiling) expectRules(kernel, tiling);
  });

  test('tiles in workgroup memory are for those who have it', () => {
    const hasShared = ['nvidia', 'amd', 'intel'].includes(adapter);
    const names = stepsOf('resnest50', target).flatMap(({ op, shapes }) =>
      methodsFor(op, shapes, target).map((method) => (isKernel(method) ? method.kernel : 'winograd')),
    );
    expect(names.includes('conv2dShared')).toBe(hasShared);
    expect(names).toContain('conv2dSplitK');
    expect(names).not.toContain('conv2dStationary');
  });
});

describe.each(ADAPTER_CLASSES)('for %s', (adapter) => {
  const target = targetOf(adapter);

  test('a step has at most fourteen methods, each of them once', () => {
    for (const model of ['resnest50', 'resnest50_fast_4s2x40d'])
      for (const { op, shapes } of stepsOf(model, target)) {
        const methods = methodsFor(op, shapes, target).map((method) => JSON.stringify(method));
        expect(methods.length).toBeLessThanOrEqual(14);
        expect(new Set(methods).size).toBe(methods.length);
      }
  });

  test('most convolutions have something to choose from', () => {
    const steps = stepsOf('resnest50', target).filter(({ op }) => op.type === 'conv2d' && op.kernelSize === 3);
    for (const { op, shapes } of steps) expect(methodsFor(op, shapes, target).length).toBeGreaterThan(3);
  });

  test('every method keeps the order of the weight, so that a tuner may choose any', () => {
    const graph = graphOf('resnest26d');
    const requests = makePlan(graph, [1, 3, 64, 64], 'f32', { target }).weights;
    const job = jobOf([[1, 3, 64, 64]], outputNodes(graph, [graph.main]), { target });
    const { steps } = runPasses('graph', 'lowered', graph, job);
    for (let choice = 0; choice < 12; choice++) {
      const choices = new Map(
        steps.map(({ op, shapes }) => {
          const methods = methodsFor(op, shapes, target);
          return [stepKey(op, shapes), methods[choice % methods.length] as Method];
        }),
      );
      expect(makePlan(graph, [1, 3, 64, 64], 'f32', { target, choices }).weights).toEqual(requests);
    }
  });
});

test('on the CPU nothing waits at barriers', () => {
  for (const quads of [true, false])
    for (const { kernel } of convolutions('resnest50', { adapter: 'cpu', quads }))
      expect(kernel).not.toMatch(/Shared|SplitK/);
});

test('an unknown adapter is no CPU', () => expect(ADAPTER_TABLES[PORTABLE.adapter].timed).toBe(false));

/** The steps of a model at 224 as the class would compute them. */
function stepsOf(model: string, target: Target): readonly LoweredStep[] {
  const graph = graphOf(model);
  const job = jobOf([[1, 3, 224, 224]], outputNodes(graph, [graph.main]), { target });
  return runPasses('graph', 'lowered', graph, job).steps;
}
