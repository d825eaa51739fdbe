/**
 * What each class of adapter would run gives PyTorch's numbers, here on the device of the tests; and so does every family
 * of convolutions, wherever it can compute a step at all.
 */
import { expect, test } from 'vitest';
import type { Shape4 } from '../../core/tensor';
import { ADAPTER_CLASSES } from '../../gpu/adapterClass';
import { PORTABLE, type Target } from '../../kernels/launch';
import { configFromKeywords } from '../../model/config/keywords';
import { buildResNeSt } from '../../model/resnest';
import { winogradAccepts, type WinogradTile } from '../../ops/winograd';
import { testGpu } from '../../testing/device';
import { byKernel, everywhere, type MethodOf } from '../../testing/everywhere';
import json from '../../testing/goldens/keywords.json';
import { everyNth } from '../../testing/length';
import { type Forced, relativeError, runOutputs } from '../../testing/runModel';

interface Golden {
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly input: Shape4;
  readonly logits: readonly number[];
}

const goldens = json as unknown as readonly Golden[];

const goldenWith = (wanted: Readonly<Record<string, unknown>>): Golden => {
  const found = goldens.find(({ keywords }) => Object.entries(wanted).every(([key, value]) => keywords[key] === value));
  if (!found) throw new Error(`no golden has ${JSON.stringify(wanted)}`);
  return found;
};

const CARDINALITY_1 = goldenWith({ radix: 2, deep_stem: true, stem_width: 16, dialect: 'timm' });
const CARDINALITY_2 = goldenWith({ radix: 2, groups: 2, bottleneck_width: 40, deep_stem: true });

const errorOf = async ({ keywords, input, logits }: Golden, forced: Forced): Promise<number> => {
  const graph = buildResNeSt(configFromKeywords(keywords));
  const outputs = await runOutputs(await testGpu(), graph, input, [graph.main], 'f32', forced);
  return relativeError(outputs.get(graph.main)?.data ?? [], logits);
};

test.each(everyNth(4, ADAPTER_CLASSES, 3))('cardinality 2 and batch 2, as %s would', async (adapter) => {
  const target: Target = { adapter, quads: false };
  expect(await errorOf(CARDINALITY_2, { target })).toBeLessThan(adapter === 'cpu' ? 2e-5 : 5e-6);
});

test.each([
  ['cardinality 1', CARDINALITY_1],
  ['cardinality 2 and batch 2', CARDINALITY_2],
])('%s, by the few programs of a first answer', async (_, golden) => {
  const { target } = await testGpu();
  for (const on of [target, PORTABLE])
    expect(await errorOf(golden, { target: { ...on, general: true } })).toBeLessThan(5e-6);
});

const byWinograd =
  (tile: WinogradTile): MethodOf =>
  ({ op, shapes }) =>
    op.type === 'conv2d' && winogradAccepts(op, shapes, tile)
      ? { decomposition: 'winograd', variant: tile }
      : undefined;

const METHODS = [
  ['conv2dDirect', byKernel('conv2dDirect'), 5e-6],
  ['conv2dSplitK', byKernel('conv2dSplitK'), 5e-6], // of which the plans of GPUs consist, above
  ['conv2dShared', byKernel('conv2dShared'), 5e-6],
  ['F(2,3)', byWinograd(2), 2e-5],
  ['F(4,3)', byWinograd(4), 2e-5],
] as const;

test.each(everyNth(3, METHODS))('cardinality 1, %s wherever it can', async (_, methodOf, bound) => {
  const graph = buildResNeSt(configFromKeywords(CARDINALITY_1.keywords));
  const choices = everywhere(graph, CARDINALITY_1.input, PORTABLE, methodOf);
  expect(choices.size).toBeGreaterThan(3);
  expect(await errorOf(CARDINALITY_1, { target: PORTABLE, choices })).toBeLessThan(bound);
});
