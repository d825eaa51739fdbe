/**
 * What an explanation asks a plan for, and its mathematics against a plain reference in float64.
 */
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../core/errors';
import { needAt } from '../core/need';
import type { WeightReader, WeightRow } from '../core/weights';
import { ADAPTER_CLASSES } from '../gpu/adapterClass';
import { resolveConfig } from '../model/config';
import type { Graph } from '../model/graph';
import type { ClassifierLayer } from '../model/heads/classifier/config';
import { poolNamed } from '../model/heads/classifier/pool';
import type { PoolName } from '../model/pools';
import { buildResNeSt } from '../model/resnest';
import { variantNamed } from '../model/variants';
import { makePlan } from '../scheduler/plan/makePlan';
import type { Plan } from '../scheduler/plan/plan';
import { seededTensor } from '../testing/seeded';
import { explain } from './explain';
import { classMap } from './explaining/explained';
import { classRow, linearHead } from './linearHead';

const SMALL = resolveConfig({ layers: [1, 1, 1, 1], radix: 2, bottleneckWidth: 8, numClasses: 5 });

describe.each(ADAPTER_CLASSES)('on %s', (adapter) => {
  const target = { adapter, quads: adapter === 'cpu' };
  /** What a plan dispatches; which buffers it takes differs, since more of them must last to the end. */
  const dispatches = ({ steps }: Plan): unknown[] =>
    steps.map(({ bindings, ...step }) => ({ ...step, binds: Object.keys(bindings) }));

  test.each([
    ['resnest50', 'f32'],
    ['resnest50_fast_4s2x40d', 'f16'],
    ['resnest50_fast_1s1x64d', 'int8'],
    ['resnest26d', 'f32'],
  ] as const)(
    'an explanation of %s as %s dispatches what classify does, and leaves its plan as it is',
    (name, storage) => {
      const graph = buildResNeSt(variantNamed(name).config);
      const input = [1, 3, 64, 64] as const;
      const before = makePlan(graph, input, storage, { target });
      const explained = makePlan(graph, input, storage, { target, wanted: explain({ labels: [] }).wants(graph) });
      expect(dispatches(explained)).toEqual(dispatches(before));
      expect(explained.weights).toEqual(before.weights);
      expect(explained.derived).toEqual(before.derived);
      expect(makePlan(graph, input, storage, { target })).toEqual(before);
    },
  );
});

test('wants the logits, the last maps and the attention of each block in order', () => {
  const two = buildResNeSt({ ...SMALL, layers: [1, 2, 1, 1] });
  const blocks = ['layer1.0', 'layer2.0', 'layer2.1', 'layer3.0', 'layer4.0'];
  expect(explain({ labels: [] }).wants(two)).toEqual([
    'logits',
    'layer4',
    ...blocks.map((block) => `${block}.attention`),
  ]);
  expect(explain({ labels: [] }).wants(buildResNeSt({ ...SMALL, radix: 0 }))).toEqual(['logits', 'layer4']);
});

test.each([5, 6, 1000])('the class %d of five is refused', (index) => {
  expect(() => explain({ index, labels: [] }).wants(buildResNeSt(SMALL))).toThrow(
    new ConfigError('option', `index is ${index}; this model has 5 classes, 0 to 4`),
  );
});

const linear = (path: string, outFeatures: number): ClassifierLayer => ({
  type: 'linear',
  path,
  outFeatures,
  bias: true,
});

const withHead = (layers: readonly ClassifierLayer[], pool: PoolName = 'avg'): Graph =>
  buildResNeSt(SMALL, { kind: 'classifier', pool: poolNamed(pool), layers });

describe('a model whose logits are no sum over places is refused', () => {
  test.each(['max', 'avgmax', 'catavgmax', 'catmaxavg', 'gem'] as const)('with maps pooled by %s', (pool) => {
    const graph = withHead([linear('fc', 3)], pool);
    const name = pool === 'gem' ? 'GeM' : pool;
    expect(() => explain({ labels: [] }).wants(graph)).toThrow(
      new RegExp(`pooled by their mean, and this model pools them by ${name};`),
    );
    expect(() => explain({ labels: [] }).wants(graph)).toThrow(ConfigError);
  });

  test('with a ReLU between the layers', () => {
    const relu = { type: 'relu', path: 'fc.0.relu' } as const;
    const wants = (): unknown => explain({ labels: [] }).wants(withHead([linear('fc.0', 8), relu, linear('fc.2', 3)]));
    expect(wants).toThrow(/needs a classifier that is linear, and this one has a ReLU \("fc\.0\.relu"\)/);
    expect(wants).toThrow(ConfigError);
  });

  test('with a classifier that reads other maps than the pooled ones of layer4', () => {
    const graph = withHead([linear('fc', 3)]);
    const { logits = NaN, layer3 = NaN, layer4 = NaN } = graph.outputs;
    for (const outputs of [
      { layer4, logits },
      { ...graph.outputs, layer4: layer3 },
    ]) {
      const odd = { ...graph, outputs };
      expect(() => explain({ labels: [] }).wants(odd)).toThrow(ConfigError);
      expect(() => explain({ labels: [] }).wants(odd)).toThrow(/needs a classifier that reads layer4's pooled maps/);
    }
  });

  test('without a classifier', () => {
    expect(() => explain({ labels: [] }).wants(withHead([]))).toThrow(ConfigError);
    expect(() => explain({ labels: [] }).wants(withHead([]))).toThrow(/has no classifier/);
  });
});

/** Weights [outputs, inputs] and a bias a layer; those of a batch norm have one factor an output. */
function weightsOf(layers: readonly { path: string; outputs: number; inputs: number }[]): Map<string, WeightRow[]> {
  return new Map(
    layers.map(({ path, outputs, inputs }) => [
      path,
      Array.from({ length: outputs }, (_, output) => ({
        factors: Float64Array.from(seededTensor(`${path} ${output}`, [inputs], 1).data),
        bias: needAt(seededTensor(`${path} bias`, [outputs], 1).data, output, 'bias'),
      })),
    ]),
  );
}

const readerOf = (weights: ReadonlyMap<string, readonly WeightRow[]>): WeightReader => ({
  has: (path) => weights.has(path),
  read: async (path, outputs) => outputs.map((output) => needAt(weights.get(path) ?? [], output, 'row')),
});

/** Layer by layer, as the network does. */
function applied(
  layers: readonly { rows: readonly WeightRow[]; isNorm: boolean }[],
  features: Float64Array,
): Float64Array {
  return layers.reduce(
    (x, { rows, isNorm }) =>
      Float64Array.from(rows, ({ factors, bias }, output) =>
        factors.reduce((sum, factor, i) => sum + factor * (x[isNorm ? output : i] ?? NaN), bias),
      ),
    features,
  );
}

describe('the product of a head is what its layers give one after the other', () => {
  const norm = (path: string): ClassifierLayer => ({ type: 'batchNorm', path });
  test.each([
    ['one layer', [linear('fc', 3)], ['fc']],
    ['a batch norm before it', [norm('bn'), linear('fc', 3)], ['bn', 'fc']],
    ['two layers, and a batch norm folded into the first', [linear('a', 7), norm('bn'), linear('b', 4)], ['a', 'b']],
    ['a batch norm folded into the last', [linear('fc', 3), norm('bn')], ['fc']],
  ] as const)('%s', async (_, layers, packed) => {
    const head = linearHead(withHead(layers));
    const known = head.layers.filter(({ path }) => packed.some((each) => each === path));
    const sizes = known.map(({ path, outputs, inputs }) => ({ path, outputs, inputs: path === 'bn' ? 1 : inputs }));
    const weights = weightsOf(sizes);
    const features = Float64Array.from(seededTensor('features', [2048], 1).data);
    const chain = packed.map((path) => ({ rows: weights.get(path) ?? [], isNorm: path === 'bn' }));
    const logits = applied(chain, features);
    expect(head.classes).toBe(logits.length);
    for (const [index, logit] of logits.entries()) {
      const { factors, bias } = await classRow(head, readerOf(weights), index);
      expect(factors.reduce((sum, factor, i) => sum + factor * (features[i] ?? NaN), bias)).toBeCloseTo(logit, 10);
    }
  });
});

test('a map is the sum of the channels by their factors, and its mean with the bias is the logit', async () => {
  const maps = seededTensor('maps', [1, 6, 3, 4], 1);
  const factors = Float64Array.from(seededTensor('factors', [6], 1).data);
  const { shape, data } = await classMap(maps, factors);
  expect(shape).toEqual([3, 4]);
  data.forEach((value, place) => {
    const sum = factors.reduce(
      (total, factor, channel) => total + factor * (maps.data[channel * 12 + place] ?? NaN),
      0,
    );
    expect(value).toBeCloseTo(sum, 6);
  });
  const means = factors.map(
    (_, channel) => maps.data.subarray(channel * 12, channel * 12 + 12).reduce((a, b) => a + b, 0) / 12,
  );
  const logit = factors.reduce((sum, factor, channel) => sum + factor * (means[channel] ?? NaN), 0);
  expect(data.reduce((sum, value) => sum + value, 0) / 12).toBeCloseTo(logit, 6);
});

test('the map of a large input pauses, so that a page stays responsive', async () => {
  const maps = { shape: [1, 64, 256, 256], data: new Float32Array(64 * 256 * 256) };
  let ticks = 0;
  const clock = setInterval(() => ticks++, 1);
  await classMap(maps, new Float64Array(64).fill(1));
  clearInterval(clock);
  expect(ticks).toBeGreaterThan(0);
});
