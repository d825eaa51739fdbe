/**
 * Merged steps give PyTorch's numbers: convolutions that read splits or unpooled maps, on the device of the tests, though
 * its own class reads no such thing.
 */
import { describe, expect, test } from 'vitest';
import type { Shape4 } from '../core/tensor';
import type { Target } from '../kernels/kernel';
import { configFromKeywords } from '../model/config';
import { buildResNeSt } from '../model/resnest';
import { testGpu } from '../testing/device';
import { type Digest, digestError } from '../testing/digest';
import json from '../testing/goldens/keywords.json';
import { relativeError, runNodes } from '../testing/runModel';
import { fuse } from './fuse';

interface Golden {
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly input: Shape4;
  readonly logits: readonly number[];
  readonly features: Readonly<Record<string, Digest>>;
}

const GPU: Target = { adapter: 'qualcomm', quads: false, winograd: false };

const mergedOf = (graph: ReturnType<typeof buildResNeSt>): number =>
  fuse(graph, [graph.output], GPU).filter(({ op }) => op.type === 'conv2d' && op.before).length;

const goldens = (json as unknown as readonly Golden[])
  .map((golden) => ({ ...golden, graph: buildResNeSt(configFromKeywords(golden.keywords)) }))
  .map((golden) => ({ ...golden, merged: mergedOf(golden.graph) }))
  .filter(({ merged }) => merged > 0);

test('configurations merge steps', () => expect(goldens.length).toBeGreaterThan(10));

describe.each(goldens)('$keywords, $merged convolutions that read what lies before', ({ graph, input, ...golden }) => {
  test('logits, layers and embedding within 5e-6 of the largest value', async ({ task }) => {
    const wanted = [...graph.layers, graph.embedding, graph.output];
    const outputs = await runNodes(await testGpu(), graph, input, wanted, 'f32', { target: GPU });
    task.meta.relativeError = relativeError(outputs.at(-1)?.data ?? [], golden.logits);
    expect(task.meta.relativeError).toBeLessThan(5e-6);
    Object.values(golden.features).forEach((digest, i) => {
      const got = outputs[i];
      expect(got?.shape).toEqual(digest.shape);
      expect(got && digestError(got, digest)).toBeLessThan(5e-6);
    });
  });
});
