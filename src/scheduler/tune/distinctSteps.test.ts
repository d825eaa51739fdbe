import { expect, test } from 'vitest';
import type { Shape4 } from '../../core/tensor';
import type { Target } from '../../kernels/launch';
import type { Method } from '../../kernels/choosing/methods';
import { outputNodes } from '../../model/graph';
import { buildResNeSt } from '../../model/resnest';
import { variantNamed } from '../../model/variants';
import { makePlan } from '../plan/makePlan';
import { jobOf, runPasses } from '../plan/passes';
import { tasksOf } from './distinctSteps';

const CPU: Target = { adapter: 'cpu', quads: true };
const GPU: Target = { adapter: 'nvidia', quads: false };
const INPUT: Shape4 = [1, 3, 224, 224];
const graph = buildResNeSt(variantNamed('resnest50').config);
const tasks = tasksOf(graph, INPUT, CPU);

test('every fused step is in one task, the dearest task first', () => {
  const job = jobOf([INPUT], outputNodes(graph, [graph.main]), { target: CPU });
  const names = runPasses('graph', 'steps', graph, job).map(({ name }) => name);
  expect(tasks.flatMap((task) => task.names).sort()).toEqual([...names].sort());
  expect(tasks.length).toBeLessThan(names.length);
  const works = tasks.map(({ work }) => work);
  expect(works).toEqual([...works].sort((a, b) => b - a));
});

test('a task knows how the plan computes its steps', () => {
  const { steps } = makePlan(graph, INPUT, 'f32', { target: CPU });
  const nameOf = (method: Method): string => ('kernel' in method ? method.kernel : 'winogradOutput');
  for (const { names, method } of tasks)
    for (const name of names) {
      const kernels = steps.filter((step) => step.name === name || step.name === `${name} tiles out`);
      expect(kernels.map(({ kernel }) => kernel)).toEqual([nameOf(method)]);
    }
});

test('what is pooled on the way is no task, and attention has one with the means as its input', () => {
  const onGpu = tasksOf(graph, INPUT, GPU);
  expect(onGpu.flatMap(({ names }) => names).filter((name) => name.endsWith('.gap'))).toEqual([]);
  const attention = onGpu.find(({ names }) => names.includes('layer1.0.conv2.rsoftmax'));
  expect(attention?.inputs).toEqual([[1, 64, 1, 1]]);
});

test('steps apart have their inputs as the first nodes, then their output', () => {
  const residual = tasks.find(({ names }) => names.includes('layer1.1.conv3'));
  expect(residual?.step.inputs.length).toBe(residual?.inputs.length);
  expect(residual?.step.inputs).toEqual([...(residual?.inputs.keys() ?? [])]);
  expect(residual?.step.output).toBe(residual?.inputs.length);
  expect(residual?.inputs.at(-1)).toEqual([1, 256, 56, 56]);
});
