/**
 * Plans whose maps lie as f16.
 */
import { expect, test } from 'vitest';
import { ADAPTER_CLASSES } from '../../../gpu/adapterClass';
import { withHalves } from '../../../kernels/kernel';
import { kernelNamed } from '../../../kernels/choosing/registry';
import type { Target } from '../../../kernels/launch';
import { buildResNeSt } from '../../../model/resnest';
import { variantNamed } from '../../../model/variants';
import { makePlan } from '../makePlan';
import { activationBytesOf, type Plan } from '../plan';

const graph = buildResNeSt(variantNamed('resnest50').config);

const planOf = (target: Target, wanted = [graph.main]): Plan =>
  makePlan(graph, [1, 3, 224, 224], 'f16', { target, wanted });

/** The slots that say in which numbers a step reads and writes. */
const slotsOf = ({ steps }: Plan, name: string): Readonly<Record<string, string | undefined>> => {
  const step = steps.find((each) => each.name === name);
  return { in: step?.slots.in, out: step?.slots.out, epilogue: step?.slots.epilogue };
};

test.each(ADAPTER_CLASSES)('activations take half as many bytes on %s, but for the input', (adapter) => {
  const target: Target = { adapter, quads: adapter === 'cpu' };
  const whole = planOf({ ...target, decompose: false });
  const half = planOf({ ...target, decompose: false, precision: 'f16' });
  const input = whole.buffers[0] ?? 0;
  expect(half.buffers[0]).toBe(input);
  expect(activationBytesOf(half) - input).toBeLessThan(0.51 * (activationBytesOf(whole) - input));
});

test('weights are those of f32, and so are methods', () => {
  const target: Target = { adapter: 'amd', quads: false };
  expect(planOf({ ...target, precision: 'f16' }).weights).toEqual(planOf(target).weights);
  const methods = ({ steps }: Plan): unknown => steps.map(({ kernel, parameters }) => [kernel, parameters]);
  expect(methods(planOf({ ...target, precision: 'f16' }))).toEqual(methods(planOf(target)));
});

test('maps are f16, and inputs, means and logits f32', () => {
  const plan = planOf({ adapter: 'amd', quads: false, precision: 'f16' });
  expect(slotsOf(plan, 'conv1.0')).toMatchObject({ in: 'f32', out: 'f16' });
  expect(slotsOf(plan, 'layer1.1.conv3')).toEqual({ in: 'f16', out: 'f16', epilogue: 'residual_f16' });
  expect(slotsOf(plan, 'avgpool')).toMatchObject({ in: 'f16', out: 'f32' });
  expect(slotsOf(plan, 'fc')).toMatchObject({ in: 'f32', out: 'f32' });
  expect(plan.outputs.map(({ precision }) => precision)).toEqual(['f32']);
});

test('a map that is wanted is f32, also where others read it', () => {
  const plan = planOf({ adapter: 'amd', quads: false, precision: 'f16' }, ['layer1', 'logits']);
  expect(slotsOf(plan, 'layer1.2.conv3')).toEqual({ in: 'f16', out: 'f32', epilogue: 'residual_f16' });
  expect(slotsOf(plan, 'layer2.0.conv1')).toMatchObject({ in: 'f32', out: 'f16' });
  expect(plan.outputs.map(({ precision }) => precision)).toEqual(['f32', 'f32']);
});

test('sums that wait in memory are none of f16', () => {
  const kernels = planOf({ adapter: 'cpu', quads: true, precision: 'f16' }).steps.map(({ kernel }) => kernel);
  expect(kernels).not.toContain('conv2dStationary');
  expect(planOf({ adapter: 'cpu', quads: true }).steps.map(({ kernel }) => kernel)).toContain('conv2dStationary');
});

test('a kernel of vectors refuses f16', () => {
  expect(() => withHalves(kernelNamed('attention'), {}, ['input'])).toThrow(
    'attention has no input that could lie as f16',
  );
});
