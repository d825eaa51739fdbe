/**
 * Heads and pools of every kind, and inputs of other channels than photos have, against PyTorch in float64: read off a
 * seeded checkpoint, and run on the GPU.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Shape4 } from '../../core/tensor';
import { BATCH_NORM_EPSILON, type Parameter } from '../../core/weights';
import { resolveConfig } from '../../model/config';
import { configFromKeywords } from '../../model/config/keywords';
import type { Outputs } from '../../model/graph';
import { NO_CLASSIFIER, type ClassifierConfig } from '../../model/heads/classifier/config';
import { detectHead, keywordsOf } from '../../model/heads/heads';
import { parametersOf } from '../../model/parameters';
import { buildResNeSt } from '../../model/resnest';
import { testGpu } from '../../testing/device';
import { type Digest, digestError } from '../../testing/digest';
import json from '../../testing/goldens/heads.json';
import { everyNth } from '../../testing/length';
import { relativeError, runOutputs } from '../../testing/runModel';
import { seededWeights } from '../../testing/seeded';
import { stateDictOf } from '../../weights/stateDict';

interface Golden {
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly input: Shape4;
  /** Those of the head and the pool, as the checkpoint names them. */
  readonly parameters: readonly Parameter[];
  /** Of a generalised mean. */
  readonly p?: number;
  readonly logits: readonly number[];
  readonly embedding: Digest;
}

const goldens = json as unknown as readonly Golden[];

/** Such as `fc.0 fc.3 of 3 channels, max`. */
const nameOf = ({ keywords, input, parameters, p }: Golden): string => {
  const layers = parameters.filter(({ name }) => name.endsWith('.weight')).map(({ name }) => name.slice(0, -7));
  const pool = p === undefined ? String(keywords.global_pool ?? 'pool unsaid') : `p = ${p}`;
  return `${layers.join(' ')} of ${input[1]} channels, ${pool}`;
};

describe.each(everyNth(2, goldens).map((golden) => [nameOf(golden), golden] as const))('%s', (_, golden) => {
  const { keywords, input, parameters, p, logits, embedding } = golden;
  const config = configFromKeywords(keywords);
  const backbone = buildResNeSt(config, NO_CLASSIFIER);
  const tensors = new Map([...seededWeights(parametersOf(backbone)), ...seededWeights(parameters)]);
  if (p !== undefined) tensors.set('avgpool.p', { shape: [1], data: Float32Array.of(p) });
  const { head } = detectHead(stateDictOf(tensors), { globalPool: config.globalPool });
  const graph = buildResNeSt(config, head);
  let outputs: Outputs;

  beforeAll(async () => {
    outputs = await runOutputs(await testGpu(), graph, input, ['embedding', 'logits']);
  });

  test('the graph has the parameters of the checkpoint', () => {
    const own = new Set(parametersOf(backbone).map(({ name }) => name));
    const beside = parametersOf(graph).filter(({ name }) => !own.has(name));
    const sorted = (list: readonly Parameter[]): unknown => [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(sorted(beside)).toEqual(sorted(parameters));
  });

  test('the logits are within 5e-6 of the largest', () => {
    const got = outputs.get('logits')?.data ?? [];
    expect(got.length).toBe(logits.length);
    expect(got.length).toBe(input[0] * keywordsOf(head).numClasses);
    expect(relativeError(got, logits)).toBeLessThan(5e-6);
  });

  test('and the embedding within 5e-6 of its largest value', () => {
    const got = outputs.get('embedding');
    expect(got && digestError(got, embedding)).toBeLessThan(5e-6);
  });
});

test('two batch norms in a row are both computed', async () => {
  const head: ClassifierConfig = {
    ...NO_CLASSIFIER,
    layers: [
      { type: 'batchNorm', path: 'head.0' },
      { type: 'batchNorm', path: 'head.1' },
      { type: 'linear', path: 'head.2', outFeatures: 5, bias: true },
    ],
  };
  const graph = buildResNeSt(resolveConfig({ layers: [1, 1, 1, 1], bottleneckWidth: 8 }), head);
  const outputs = await runOutputs(await testGpu(), graph, [1, 3, 32, 32], ['embedding', 'logits']);
  const tensors = seededWeights(parametersOf(graph));
  const valueOf = (name: string, i: number): number => tensors.get(name)?.data[i] ?? NaN;
  const norm = (path: string, x: number, i: number): number =>
    ((x - valueOf(`${path}.running_mean`, i)) / Math.sqrt(valueOf(`${path}.running_var`, i) + BATCH_NORM_EPSILON)) *
      valueOf(`${path}.weight`, i) +
    valueOf(`${path}.bias`, i);
  const features = Array.from(outputs.get('embedding')?.data ?? [], (x, i) => norm('head.1', norm('head.0', x, i), i));
  const logits = Array.from({ length: 5 }, (_, output) =>
    features.reduce(
      (sum, x, i) => sum + x * valueOf('head.2.weight', output * features.length + i),
      valueOf('head.2.bias', output),
    ),
  );
  expect(relativeError(outputs.get('logits')?.data ?? [], logits)).toBeLessThan(5e-6);
});
