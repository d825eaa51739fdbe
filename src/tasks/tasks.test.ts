/**
 * Every task by itself: what it wants of a model, and its answer.
 */
import { expect, test } from 'vitest';
import { ConfigError } from '../core/errors';
import { resolveConfig } from '../model/config';
import type { Graph, Outputs } from '../model/graph';
import { buildResNeSt } from '../model/resnest';
import { classify, logits } from './classify';
import { embed } from './embed';
import { explain } from './explain';
import { features } from './features';
import { type Model, type Seen, usualView, wantedOf } from './task';

const graphOf = (numClasses: number): Graph =>
  buildResNeSt(resolveConfig({ layers: [1, 1, 1, 1], radix: 0, numClasses }));

const model: Model = {
  graph: graphOf(2),
  inputSize: [96, 96],
  preprocessing: { recipe: 'timm', interpolation: 'bilinear', cropPct: 0.75, mean: [0, 0, 0], std: [1, 1, 1] },
  labels: ['ant', 'bee'],
  rows: { has: () => false, read: () => Promise.reject(new Error('no weights are there')) },
};

const seen: Seen = { tensor: [1, 3, 96, 96] };

/** Every output holds its own length and a number of its own. */
const outputs: Outputs = new Map(
  ['layer4', 'layer3', 'layer2', 'layer1', 'embedding', 'logits'].map((name, i) => [
    name,
    { shape: [1, 2, 1, 1], data: Float32Array.of(i, i + 1) },
  ]),
);

test('every task wants outputs that the graph has', () => {
  for (const task of [classify({ labels: ['ant', 'bee'] }), logits, embed, features])
    for (const name of task.wants(model.graph)) expect(Object.keys(model.graph.outputs)).toContain(name);
});

test.each([
  ['classify', classify({ labels: ['ant', 'bee'] })],
  ['logits', logits],
])('%s refuses a model without a classifier', (_, task) => {
  expect(() => task.wants(graphOf(0))).toThrow(ConfigError);
  expect(() => task.wants(graphOf(0))).toThrow(/^this checkpoint has no classifier; call embed\(\) or features\(\)/);
});

const without = (graph: Graph, output: string): Graph => ({
  ...graph,
  outputs: Object.fromEntries(Object.entries(graph.outputs).filter(([name]) => name !== output)),
});

/** A model whose head gives maps only, and whose blocks give their attention. */
const segmentation: Graph = (() => {
  const config = { layers: [1, 1, 1, 1], bottleneckWidth: 8, radix: 2, numClasses: 2 } as const;
  const graph = buildResNeSt(resolveConfig(config));
  const { logits: maps = NaN, ...outputs } = graph.outputs;
  return without({ ...graph, outputs: { ...outputs, maps }, main: 'maps' }, 'embedding');
})();

test('a model without a wanted output is refused, and the sentence names those that it has', () => {
  expect(() => wantedOf(embed, segmentation)).toThrow(
    new ConfigError(
      'no-output',
      'the call needs the output embedding, and this model has layer1, layer2, layer3, layer4, maps; use a call that needs these only, or load another checkpoint',
    ),
  );
  expect(() => wantedOf(features, without(segmentation, 'layer2'))).toThrow(
    /needs the output layer2, .*layer1, layer3,/,
  );
  expect(wantedOf(features, segmentation)).toEqual(['layer1', 'layer2', 'layer3', 'layer4']);
  expect(wantedOf(embed, graphOf(0))).toEqual(['embedding']);
});

test('a name that every object has is no output', () => {
  expect(() => wantedOf({ wants: () => ['constructor'] }, segmentation)).toThrow(/needs the output constructor/);
});

test('what needs a classifier says so of a model with another head', () => {
  expect(() => wantedOf(logits, segmentation)).toThrow(
    /^this checkpoint has no classifier; call features\(\), or load/,
  );
  expect(() => wantedOf(explain({ labels: [] }), segmentation)).toThrow(
    /^this checkpoint has no classifier, so there is no class/,
  );
});

test('classify names classes by their labels, the best first', () => {
  expect(classify({ topK: 1, labels: ['ant', 'bee'] }).answer(outputs, model, seen)).toMatchObject([
    { index: 1, label: 'bee' },
  ]);
});

test('features are named by their outputs, in whatever order these come', async () => {
  const maps = await features.answer(outputs, model, seen);
  expect(Object.entries(maps).map(([name, { data }]) => [name, data[0]])).toEqual([
    ['layer1', 3],
    ['layer2', 2],
    ['layer3', 1],
    ['layer4', 0],
  ]);
});

test("the usual view is that of the model's own preprocessing", () => {
  const view = usualView({ width: 300, height: 200 }, model);
  expect(view).toMatchObject({ side: 96, resized: { width: 192, height: 128 } });
});
