/**
 * Merged steps give PyTorch's numbers: convolutions that read splits or unpooled maps, on the device of the tests, though
 * its own class reads no such thing.
 */
import { describe, expect, test } from 'vitest';
import type { Shape4 } from '../../../core/tensor';
import type { Target } from '../../../kernels/launch';
import { configFromKeywords } from '../../../model/config/keywords';
import { outputNodes } from '../../../model/graph';
import { buildResNeSt } from '../../../model/resnest';
import { testGpu } from '../../../testing/device';
import { type Digest, digestError } from '../../../testing/digest';
import { byKernel, everywhere } from '../../../testing/everywhere';
import json from '../../../testing/goldens/keywords.json';
import { everyNth } from '../../../testing/length';
import { relativeError, runOutputs } from '../../../testing/runModel';
import { makePlan } from '../makePlan';
import { jobOf, runPasses } from '../passes';

interface Golden {
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly input: Shape4;
  readonly logits: readonly number[];
  readonly features: Readonly<Record<string, Digest>>;
}

const GPU: Target = { adapter: 'qualcomm', quads: false, decompose: false };

/** One of each: splits, cardinality, odd maps, batches, pools first, and pools of stride 1 in both dialects. */
const CHOSEN: readonly Readonly<Record<string, unknown>>[] = [
  { radix: 1, groups: 2, avd: true, avg_down: true },
  { radix: 4, avd: true, bottleneck_width: 32 },
  { radix: 2, groups: 2, avd_first: true },
  { radix: 2, dilated: true, avd: true, dialect: undefined },
  { radix: 2, dilated: true, avd: true, dialect: 'timm' },
];

const goldens = CHOSEN.map((chosen) => {
  const matches = ({ keywords }: Golden): boolean =>
    Object.entries(chosen).every(([keyword, value]) => keywords[keyword] === value);
  const found = (json as unknown as readonly Golden[]).find(matches);
  if (!found) throw new Error(`no golden has ${JSON.stringify(chosen)}`);
  return { ...found, name: JSON.stringify(chosen) };
});

describe.each(everyNth(2, goldens))('$name on $input', ({ keywords, input, ...golden }) => {
  const graph = buildResNeSt(configFromKeywords(keywords));
  // By the kernel that is compiled the soonest: on what all others merge, kernels.browser.test.ts runs them.
  const choices = everywhere(graph, input, GPU, byKernel('conv2dDirect'));

  test('merges steps', () => {
    const job = jobOf([input], outputNodes(graph, [graph.main]), { target: GPU });
    const merged = runPasses('graph', 'steps', graph, job).filter(({ op }) => op.type === 'conv2d' && op.before);
    expect(merged.length).toBeGreaterThan(1);
  });

  test('pools the splits on the way', () => {
    const { steps } = makePlan(graph, input, 'f32', { target: GPU, choices });
    expect(steps.filter(({ bindings }) => 'partials' in bindings).length).toBeGreaterThan(1);
    expect(steps.filter(({ name }) => name.endsWith('.gap'))).toEqual([]);
  });

  test('gives logits, layers and embedding within 5e-6 of the largest value', async ({ task }) => {
    const wanted = ['layer1', 'layer2', 'layer3', 'layer4', 'embedding', graph.main];
    const outputs = await runOutputs(await testGpu(), graph, input, wanted, 'f32', { target: GPU, choices });
    task.meta.relativeError = relativeError(outputs.get(graph.main)?.data ?? [], golden.logits);
    expect(task.meta.relativeError).toBeLessThan(5e-6);
    Object.entries(golden.features).forEach(([name, digest]) => {
      const got = outputs.get(name);
      expect(got?.shape).toEqual(digest.shape);
      expect(got && digestError(got, digest)).toBeLessThan(5e-6);
    });
  });
});
