/**
 * Plans without a GPU: their text, and what must hold for every one of them.
 */
import { describe, expect, test } from 'vitest';
import type { Shape4 } from '../../core/tensor';
import { ADAPTER_CLASSES } from '../../gpu/adapterClass';
import { PORTABLE, type Target } from '../../kernels/launch';
import { buildResNeSt } from '../../model/resnest';
import { variantNamed, variants } from '../../model/variants';
import { withNodes } from '../../testing/runModel';
import { describePlan } from './describe';
import { makePlan } from './makePlan';
import { activationBytesOf, type Plan } from './plan';

const planOf = (name: string, input: Shape4, target: Target = PORTABLE): Plan =>
  makePlan(buildResNeSt(variantNamed(name).config), input, 'f32', { target });

test.each(['resnest50', 'resnest50_fast_4s2x40d', 'resnest26_2s1x32d'])('the plan of %s', async (name) => {
  await expect(describePlan(name) + '\n').toMatchFileSnapshot(`./plans/${name}.txt`);
});

test('resnest50 at 224 needs less than 40 MB besides its weights', () => {
  expect(activationBytesOf(planOf('resnest50', [1, 3, 224, 224]))).toBeLessThan(40e6);
});

const GPU: Target = { adapter: 'nvidia', quads: false };
const CPU: Target = { adapter: 'cpu', quads: true };

/**
 * A CPU's convolutions read what lies there, and write nothing for which threads must wait for each other. Some GPUs' pool
 * before the three shortcuts is a dispatch.
 */
const MOST_DISPATCHES = { gpu: 80, cpu: 109 };

test.each(ADAPTER_CLASSES)('resnest50 takes few dispatches without Winograd on %s', (adapter) => {
  const { steps } = planOf('resnest50', [1, 3, 224, 224], { adapter, quads: adapter === 'cpu', decompose: false });
  expect(steps.length).toBeLessThanOrEqual(adapter === 'cpu' ? MOST_DISPATCHES.cpu : MOST_DISPATCHES.gpu);
});

test('what is wanted is not merged away, and all else is', () => {
  const countOf = (isWanted: (name: string) => boolean): number => {
    const [graph, wanted] = withNodes(buildResNeSt(variantNamed('resnest26d').config), isWanted);
    return makePlan(graph, [1, 3, 64, 64], 'f32', { target: GPU, wanted: [...wanted, graph.main] }).steps.length;
  };
  const countWith = (end: string): number => countOf((name) => name.endsWith(end));
  const least = countOf(() => false);
  expect(countWith('.gap') - least).toBe(8);
  expect(countWith('.splitSum') - least).toBe(8 * 2);
  expect(countWith('.fc2') - least).toBe(8 * 3);
  expect(countWith('.attend') - least).toBe(8);
});

test('attention that is wanted costs no dispatch', () => {
  const graph = buildResNeSt(variantNamed('resnest26d').config);
  const attention = Object.keys(graph.outputs).filter((name) => name.endsWith('.attention'));
  const plan = makePlan(graph, [2, 3, 64, 64], 'f32', { target: GPU, wanted: [...attention, 'logits'] });
  expect(plan.outputs.map(({ name }) => name)).toEqual([...attention, 'logits']);
  expect(plan.outputs[0]?.shape).toEqual([2, 128, 1, 1]);
  expect(plan.steps.length).toBe(makePlan(graph, [2, 3, 64, 64], 'f32', { target: GPU }).steps.length);
});

test('an output that the graph does not have is a defect', () => {
  const graph = buildResNeSt(variantNamed('resnest14d').config);
  const planOf = (name: string): Plan => makePlan(graph, [1, 3, 64, 64], 'f32', { wanted: [name] });
  expect(() => planOf('layer5')).toThrow('there is no output layer5');
  expect(() => planOf('constructor')).toThrow('there is no output constructor');
});

describe.each(
  variants.flatMap((variant) => [
    { ...variant, adapter: 'any GPU', target: PORTABLE },
    { ...variant, adapter: 'the CPU', target: CPU },
  ]),
)('$name on $adapter', ({ name, inputSize, target }) => {
  const plan = planOf(name, [2, 3, inputSize, inputSize], target);
  const buffers = (step: Plan['steps'][number], written: boolean): number[] =>
    Object.entries(step.bindings).flatMap(([variable, binding]) =>
      'buffer' in binding && ['output', 'partials'].includes(variable) === written ? [binding.buffer] : [],
    );

  test('no step writes what it reads, and none writes the input', () => {
    for (const step of plan.steps) {
      const written = buffers(step, true);
      expect(new Set(written).size).toBe(written.length);
      for (const buffer of written) expect([...buffers(step, false), 0]).not.toContain(buffer);
    }
  });

  test('buffers hold what the graph says when it is read', () => {
    // Replays the plan with values that name their writer, against the graph's own edges.
    const holds = new Map<number, string>([[0, 'input']]);
    const read = new Map(
      plan.steps.map((step) => {
        const values = buffers(step, false).map((buffer) => holds.get(buffer) ?? 'nothing');
        // The last of Winograd's three steps computes the convolution.
        const writer = step.name.replace(/ tiles out$/, '');
        const [output = -1, partials] = buffers(step, true);
        holds.set(output, writer);
        if (partials !== undefined) holds.set(partials, writer.replace(/conv$/, 'gap'));
        return [step.name, values];
      }),
    );
    for (const [step, values] of read) {
      const attends = values.findIndex((value) => value.endsWith('.rsoftmax'));
      const block = values[attends]?.replace(/\.conv2\.rsoftmax$/, '');
      if (attends >= 0) {
        expect([`${block}.conv2.attend`, `${block}.avd_layer`, `${block}.conv3`]).toContain(step);
        expect(values.slice(0, 2)).toEqual([`${block}.conv2.conv`, `${block}.conv2.rsoftmax`]);
      }
      if (step.endsWith('.rsoftmax')) expect(values[0]).toMatch(/\.conv2\.(gap|fc2)$/);
      const conv3 = /^(.*\.)(\d+)\.conv3$/.exec(step);
      if (conv3 && Number(conv3[2]) > 0) expect(values.at(-1)).toBe(`${conv3[1]}${Number(conv3[2]) - 1}.conv3`);
      if (conv3?.[2] === '0') expect(values.at(-1)).toMatch(/\.downsample\.[01]$/);
      expect(values).not.toContain('nothing');
    }
    expect(plan.outputs.map(({ buffer }) => holds.get(buffer))).toEqual(['fc']);
  });

  test('every buffer is as large as what is written to it', () => {
    for (const step of plan.steps) {
      const [n, c, h, w] = step.output;
      const [output = -1, partials = -1] = buffers(step, true);
      expect(plan.buffers[output]).toBeGreaterThanOrEqual(n * Math.ceil(c / 4) * h * w * 16);
      if (partials >= 0)
        expect(plan.buffers[partials]).toBeGreaterThanOrEqual(n * Math.ceil(c / 4) * step.workgroups[0] * 16);
    }
  });

  test('wants its weights in the same order for inputs of every size and batch', () => {
    const { weights } = planOf(name, [1, 3, 45, 70], target);
    expect(weights).toEqual(plan.weights);
  });

  test('wants the same weights whether steps are merged or not', () => {
    const between = /splitSum|gap|conv2\.relu1|fc2|attend|avd_layer|downsample\.0$/;
    const [graph, wanted] = withNodes(buildResNeSt(variantNamed(name).config), (path) => between.test(path));
    const apart = makePlan(graph, plan.input, 'f32', { target, wanted: [...wanted, graph.main] });
    expect(apart.steps.length).toBeGreaterThan(plan.steps.length);
    expect(apart.weights).toEqual(plan.weights);
  });

  test('stays within what every WebGPU device allows', () => {
    for (const { workgroups, parameters } of plan.steps) {
      expect(Math.max(...workgroups)).toBeLessThanOrEqual(65535);
      expect((parameters.WORKGROUP_X ?? 1) * (parameters.WORKGROUP_Y ?? 1)).toBeLessThanOrEqual(256);
    }
    expect(Math.max(...plan.buffers)).toBeLessThanOrEqual(128 * 2 ** 20);
  });
});
