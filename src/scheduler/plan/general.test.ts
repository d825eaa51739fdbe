/**
 * The plan of a first answer: few programs, which serve every size, on the weights of the plan that comes after it.
 */
import { describe, expect, test } from 'vitest';
import type { Shape4 } from '../../core/tensor';
import { ADAPTER_CLASSES } from '../../gpu/adapterClass';
import { ProgramKeys } from '../../gpu/wgsl';
import { shaderNamed } from '../../kernels/choosing/registry';
import { library } from '../../kernels/includes';
import type { Target } from '../../kernels/launch';
import type { Graph } from '../../model/graph';
import { buildResNeSt } from '../../model/resnest';
import { variantNamed, variants } from '../../model/variants';
import { everyNth } from '../../testing/length';
import { makePlan } from './makePlan';
import type { Plan } from './plan';

const MODELS = variants.map(({ name }) => name);

const TARGETS: readonly Target[] = [
  ...ADAPTER_CLASSES.map((adapter) => ({ adapter, quads: false })),
  { adapter: 'cpu', quads: true },
];

const keys = new ProgramKeys(library);

const programsOf = ({ steps, derived }: Plan): ReadonlySet<string> =>
  new Set(
    [...steps, ...derived].map(({ kernel, parameters, slots, isOpen }) => {
      const { name, source } = shaderNamed(kernel);
      return keys.keyOf({ name, source, parameters, slots, isOpen });
    }),
  );

describe.each(TARGETS)('for $adapter, quads: $quads', (usual) => {
  const target: Target = { ...usual, general: true };
  const plan = (graph: Graph, input: Shape4, on: Target): Plan => makePlan(graph, input, 'f32', { target: on });

  test('every model has few programs, and asks for the same weights in the same order', () => {
    for (const name of everyNth(4, MODELS)) {
      const graph = buildResNeSt(variantNamed(name).config);
      const input: Shape4 = [1, 3, 96, 96];
      const general = plan(graph, input, target);
      expect(general.weights, name).toEqual(plan(graph, input, usual).weights);
      expect(general.derived, name).toEqual([]);
      expect(programsOf(general).size, name).toBeLessThanOrEqual(10);
    }
  });

  test.each(['resnest26_2s1x32d', 'resnest50'])('%s has at most eight', (model) => {
    const { config, inputSize } = variantNamed(model);
    const general = plan(buildResNeSt(config), [1, 3, inputSize, inputSize], target);
    expect(programsOf(general).size).toBeLessThanOrEqual(8);
  });

  test('another size and another batch need no others', () => {
    const graph = buildResNeSt(variantNamed('resnest50').config);
    const first = programsOf(plan(graph, [1, 3, 224, 224], target));
    for (const input of [
      [8, 3, 224, 224],
      [1, 3, 97, 161],
    ] satisfies Shape4[])
      expect([...programsOf(plan(graph, input, target))].filter((key) => !first.has(key))).toEqual([]);
  });
});
