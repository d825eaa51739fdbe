import { expect, test } from 'vitest';
import type { Shape4 } from '../../core/tensor';
import { buildResNeSt } from '../../model/resnest';
import { variantNamed } from '../../model/variants';
import { makePlan } from '../../scheduler/plan/makePlan';
import { distinctStepsOf } from '../../scheduler/tune/distinctSteps';
import type { Target } from '../launch';
import { methodsFor } from './methods';

const CPU: Target = { adapter: 'cpu', quads: true };
const DIRECT: Target = { ...CPU, decompose: false };
const INPUT: Shape4 = [1, 3, 224, 224];
const graph = buildResNeSt(variantNamed('resnest50').config);

test('a target without Winograd has the other methods in the same order, and is planned by them', () => {
  for (const { step, shapes } of distinctStepsOf(graph, INPUT, CPU)) {
    const others = methodsFor(step.op, shapes, CPU).filter((method) => 'kernel' in method);
    expect(methodsFor(step.op, shapes, DIRECT)).toEqual(others);
  }
  expect(makePlan(graph, INPUT, 'f32', { target: CPU }).derived.length).toBeGreaterThan(0);
  const { steps, derived } = makePlan(graph, INPUT, 'f32', { target: DIRECT });
  expect(derived).toEqual([]);
  expect(steps.filter(({ kernel }) => kernel.startsWith('winograd'))).toEqual([]);
});
