import { expect, test } from 'vitest';
import type { Target } from '../../../kernels/launch';
import { outputNodes } from '../../../model/graph';
import { buildResNeSt } from '../../../model/resnest';
import { variantNamed } from '../../../model/variants';
import { makePlan } from '../makePlan';
import { jobOf, runPasses } from '../passes';

const TARGET: Target = { adapter: 'nvidia', quads: false };

test.each([
  ['resnest50', 2],
  ['resnest50_fast_1s1x64d', 1],
  ['resnest50_fast_4s1x64d', 4],
])('attention of %s reads one partial a tile of each of its %d splits', (name, splits) => {
  const graph = buildResNeSt(variantNamed(name).config);
  const input = [2, 3, 224, 224] as const;
  const job = jobOf([input], outputNodes(graph, [graph.main]), { target: TARGET });
  const { steps, shapes } = runPasses('graph', 'pooled', graph, job);
  const workgroups = new Map(
    makePlan(graph, input, 'f32', { target: TARGET }).steps.map((step) => [step.name, step.workgroups]),
  );
  const writers = new Map(steps.flatMap((step) => (step.pool === 'partials' ? [[step.partials, step] as const] : [])));
  const readers = steps.filter(({ op }) => op.type === 'attention');
  expect(readers.length).toBe(16);
  for (const { op, inputs, shapes: read } of readers) {
    const writer = writers.get(inputs[0] ?? -1);
    expect(op).toMatchObject({ splits });
    expect(read.input).toEqual([2, writer?.shapes.output[1], workgroups.get(writer?.name ?? '')?.[0], 1]);
    expect(shapes.get(inputs[0] ?? -1)).toEqual(read.input);
  }
});

test('without a pool to drop nothing changes', () => {
  const graph = buildResNeSt(variantNamed('resnest14d').config);
  const wanted = Object.fromEntries(graph.nodes.map(({ name, id }) => [name, id]));
  const job = jobOf([[1, 3, 64, 64]], wanted, { target: TARGET });
  const lowered = runPasses('graph', 'lowered', graph, job);
  expect(runPasses('lowered', 'pooled', lowered, job)).toEqual(lowered);
});
