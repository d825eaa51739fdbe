/**
 * The keyword matrix: configurations of both dialects on the GPU against the original PyTorch code and timm in float64,
 * with seeded weights and inputs.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Shape4 } from '../../core/tensor';
import { configFromKeywords } from '../../model/config/keywords';
import type { Outputs } from '../../model/graph';
import { parameterCount } from '../../model/parameters';
import { buildResNeSt } from '../../model/resnest';
import { testGpu } from '../../testing/device';
import { type Digest, digestError } from '../../testing/digest';
import json from '../../testing/goldens/keywords.json';
import { everyNth } from '../../testing/length';
import { relativeError, runOutputs } from '../../testing/runModel';

interface Golden {
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly input: Shape4;
  readonly parameters: number;
  readonly logits: readonly number[];
  /** layer1 to layer4, and the embedding. */
  readonly features: Readonly<Record<string, Digest>>;
}

const goldens = json as unknown as readonly Golden[];

/** Such as `layers=1,1,1,1 radix=2 avd on 1x3x48x48`. */
function nameOf({ keywords, input }: Golden): string {
  const words = Object.entries(keywords).map(([keyword, value]) => (value === true ? keyword : `${keyword}=${value}`));
  return `${words.join(' ')} on ${input.join('x')}`;
}

describe.each(everyNth(6, goldens).map((golden) => [nameOf(golden), golden] as const))('%s', (_, golden) => {
  const { keywords, input, parameters, logits, features } = golden;
  const graph = buildResNeSt(configFromKeywords(keywords));
  let outputs: Outputs;

  beforeAll(async () => {
    const wanted = ['layer1', 'layer2', 'layer3', 'layer4', 'embedding', graph.main];
    outputs = await runOutputs(await testGpu(), graph, input, wanted);
  });

  test('has as many parameters', () => expect(parameterCount(graph)).toBe(parameters));

  test('f32 storage gives the logits within 5e-6 of the largest', ({ task }) => {
    const got = outputs.get(graph.main)?.data ?? [];
    expect(got.length).toBe(logits.length);
    task.meta.relativeError = relativeError(got, logits);
    expect(task.meta.relativeError).toBeLessThan(5e-6);
  });

  test.each(Object.entries(features))('and %s within 5e-6 of its largest value', (name, digest) => {
    const got = outputs.get(name);
    expect(got?.shape).toEqual(digest.shape);
    expect(got && digestError(got, digest)).toBeLessThan(5e-6);
  });
});
