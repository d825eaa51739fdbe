/**
 * Plans without a GPU: their text, and what must hold for every one of them.
 */
import { describe, expect, test } from 'vitest';
import type { Shape4 } from '../core/tensor';
import { buildResNeSt } from '../model/resnest';
import { variantNamed, variants } from '../model/variants';
import { describePlan } from './describe';
import { activationBytesOf, makePlan, type Plan } from './plan';

const planOf = (name: string, input: Shape4): Plan => makePlan(buildResNeSt(variantNamed(name).config), input, 'f32');

test.each(['resnest50', 'resnest50_fast_4s2x40d', 'resnest26_2s1x32d'])('the plan of %s', async (name) => {
  await expect(describePlan(name) + '\n').toMatchFileSnapshot(`./plans/${name}.txt`);
});

test('resnest50 at 224 needs less than 40 MB besides its weights', () => {
  expect(activationBytesOf(planOf('resnest50', [1, 3, 224, 224]))).toBeLessThan(40e6);
});

describe.each(variants)('$name', ({ name, inputSize }) => {
  const plan = planOf(name, [2, 3, inputSize, inputSize]);
  const buffers = (step: Plan['steps'][number], output: boolean): number[] =>
    Object.entries(step.bindings).flatMap(([variable, binding]) =>
      'buffer' in binding && (variable === 'output') === output ? [binding.buffer] : [],
    );

  test('no step writes what it reads, and none writes the input', () => {
    for (const step of plan.steps) {
      const [written] = buffers(step, true);
      expect(buffers(step, false)).not.toContain(written);
      expect(written).not.toBe(0);
    }
  });

  test('buffers hold what the graph says when it is read', () => {
    // Replays the plan with values that name their writer, against the graph's own edges.
    const holds = new Map<number, string>([[0, 'input']]);
    const read = new Map(
      plan.steps.map((step) => {
        const values = buffers(step, false).map((buffer) => holds.get(buffer) ?? 'nothing');
        // The last of Winograd's three steps computes the convolution.
        holds.set(buffers(step, true)[0] ?? -1, step.name.replace(/ tiles out$/, ''));
        return [step.name, values];
      }),
    );
    for (const [step, values] of read) {
      const attend = /^(.*)\.conv2\.attend$/.exec(step)?.[1];
      if (attend) expect(values).toEqual([`${attend}.conv2.conv`, `${attend}.conv2.rsoftmax`]);
      const conv3 = /^(.*\.)(\d+)\.conv3$/.exec(step);
      if (conv3 && Number(conv3[2]) > 0) expect(values[1]).toBe(`${conv3[1]}${Number(conv3[2]) - 1}.conv3`);
      if (conv3?.[2] === '0') expect(values[1]).toMatch(/\.downsample\.[01]$/);
      expect(values).not.toContain('nothing');
    }
    expect(plan.outputs.map(({ buffer }) => holds.get(buffer))).toEqual(['fc']);
  });

  test('every buffer is as large as what is written to it', () => {
    for (const step of plan.steps) {
      const [n, c, h, w] = step.output;
      expect(plan.buffers[buffers(step, true)[0] ?? -1]).toBeGreaterThanOrEqual(n * Math.ceil(c / 4) * h * w * 16);
    }
  });

  test('wants its weights in the same order for inputs of every size and batch', () => {
    const { weights } = planOf(name, [1, 3, 45, 70]);
    expect(weights).toEqual(plan.weights);
  });

  test('stays within what every WebGPU device allows', () => {
    for (const { workgroups, parameters } of plan.steps) {
      expect(Math.max(...workgroups)).toBeLessThanOrEqual(65535);
      expect((parameters.WORKGROUP_X ?? 1) * (parameters.WORKGROUP_Y ?? 1)).toBeLessThanOrEqual(256);
    }
    expect(Math.max(...plan.buffers)).toBeLessThanOrEqual(128 * 2 ** 20);
  });
});
