import { expect, test } from 'vitest';
import type { Shape4 } from '../../core/tensor';
import type { Target } from '../../kernels/launch';
import type { Method } from '../../kernels/choosing/methods';
import { outputNodes } from '../../model/graph';
import { buildResNeSt } from '../../model/resnest';
import { variantNamed } from '../../model/variants';
import { makePlan } from '../plan/makePlan';
import { jobOf, runPasses } from '../plan/passes';
import { distinctStepsOf } from './distinctSteps';

const CPU: Target = { adapter: 'cpu', quads: true };
const GPU: Target = { adapter: 'nvidia', quads: false };
const INPUT: Shape4 = [1, 3, 224, 224];
const graph = buildResNeSt(variantNamed('resnest50').config);
const distinctSteps = distinctStepsOf(graph, INPUT, CPU);

test('every step is among the distinct ones, and the dearest come first', () => {
  const job = jobOf([INPUT], outputNodes(graph, [graph.main]), { target: CPU });
  const names = runPasses('graph', 'steps', graph, job).map(({ name }) => name);
  expect(distinctSteps.flatMap((distinct) => distinct.names).sort()).toEqual([...names].sort());
  expect(distinctSteps.length).toBeLessThan(names.length);
  const works = distinctSteps.map(({ work }) => work);
  expect(works).toEqual([...works].sort((a, b) => b - a));
});

test('a distinct step knows how the plan computes its steps', () => {
  const { steps } = makePlan(graph, INPUT, 'f32', { target: CPU });
  const nameOf = (method: Method): string => ('kernel' in method ? method.kernel : 'winogradOutput');
  for (const { names, method } of distinctSteps)
    for (const name of names) {
      const kernels = steps.filter((step) => step.name === name || step.name === `${name} tiles out`);
      expect(kernels.map(({ kernel }) => kernel)).toEqual([nameOf(method)]);
    }
});

test('a pool on the way is no distinct step, and attention is one with the means as its input', () => {
  const onGpu = distinctStepsOf(graph, INPUT, GPU);
  expect(onGpu.flatMap(({ names }) => names).filter((name) => name.endsWith('.gap'))).toEqual([]);
  const attention = onGpu.find(({ names }) => names.includes('layer1.0.conv2.rsoftmax'));
  expect(attention?.inputs).toEqual([[1, 64, 1, 1]]);
});

test('steps apart have their inputs as the first nodes, then their output', () => {
  const residual = distinctSteps.find(({ names }) => names.includes('layer1.1.conv3'));
  expect(residual?.step.inputs.length).toBe(residual?.inputs.length);
  expect(residual?.step.inputs).toEqual([...(residual?.inputs.keys() ?? [])]);
  expect(residual?.step.output).toBe(residual?.inputs.length);
  expect(residual?.inputs.at(-1)).toEqual([1, 256, 56, 56]);
});
