/**
 * What each class of adapter would run gives PyTorch's numbers, here on the device of the tests; and so does every family
 * of convolutions, wherever it can compute a step at all.
 */
import { expect, test } from 'vitest';
import type { Shape4 } from '../core/tensor';
import { ADAPTER_CLASSES } from '../gpu/adapterClass';
import { PORTABLE, type Target } from '../kernels/kernel';
import { type Choices, type Method, stepKey } from '../kernels/methods';
import { kernelNamed } from '../kernels/registry';
import { configFromKeywords } from '../model/config';
import { buildResNeSt } from '../model/resnest';
import { winogradAccepts, type WinogradTile } from '../ops/winograd';
import { testGpu } from '../testing/device';
import json from '../testing/goldens/keywords.json';
import { type Forced, relativeError, runNodes } from '../testing/runModel';
import { fuse } from './fuse';
import { lower, type LoweredStep } from './lower';

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
  const [got] = await runNodes(await testGpu(), graph, input, [graph.output], 'f32', forced);
  return relativeError(got?.data ?? [], logits);
};

test.each(ADAPTER_CLASSES)('cardinality 2 and batch 2, as %s would', async (adapter) => {
  const target: Target = { adapter, quads: false };
  expect(await errorOf(CARDINALITY_2, { target })).toBeLessThan(adapter === 'cpu' ? 2e-5 : 5e-6);
});

/** That method for every convolution that it can compute; how many they are. */
function everywhere({ keywords, input }: Golden, methodOf: (step: LoweredStep) => Method | undefined): Choices {
  const graph = buildResNeSt(configFromKeywords(keywords));
  const { steps } = lower(fuse(graph, [graph.output], PORTABLE), input, PORTABLE, new Map());
  return new Map(
    steps.flatMap((step) => {
      const method = methodOf(step);
      return method ? [[stepKey(step.op, step.shapes), method] as const] : [];
    }),
  );
}

const byKernel =
  (name: string) =>
  ({ op, shapes }: LoweredStep): Method | undefined => {
    const kernel = kernelNamed(name);
    if (op.type !== kernel.op || !kernel.accepts(op, shapes, PORTABLE)) return undefined;
    const [tiling] = kernel.tilings?.(op, shapes, PORTABLE) ?? [];
    return tiling && { kernel: name, tiling };
  };

const byWinograd =
  (tile: WinogradTile) =>
  ({ op, shapes }: LoweredStep): Method | undefined =>
    op.type === 'conv2d' && winogradAccepts(op, shapes, tile) ? { winograd: tile } : undefined;

test.each([
  ['conv2dShared', byKernel('conv2dShared'), 5e-6],
  ['conv2dSplitK', byKernel('conv2dSplitK'), 5e-6],
  ['conv2dDirect', byKernel('conv2dDirect'), 5e-6],
  ['F(2,3)', byWinograd(2), 2e-5],
  ['F(4,3)', byWinograd(4), 2e-5],
] as const)('cardinality 1, %s wherever it can', async (_, methodOf, bound) => {
  const choices = everywhere(CARDINALITY_1, methodOf);
  expect(choices.size).toBeGreaterThan(3);
  expect(await errorOf(CARDINALITY_1, { target: PORTABLE, choices })).toBeLessThan(bound);
});
