import { expect, test } from 'vitest';
import type { Shape4 } from '../core/tensor';
import { resolveConfig } from './config';
import { type Graph, mainNode, outputNodes } from './graph';
import { buildResNeSt } from './resnest';
import { macsOf, shapesOf } from './shapes';
import { variantNamed } from './variants';

test('resnest50 at 224 has the multiply-adds of the article', () => {
  const graph = buildResNeSt(variantNamed('resnest50').config);
  expect(macsOf(graph, [1, 3, 224, 224]) / 1e9).toBeCloseTo(5.37, 2);
  expect(macsOf(graph, [2, 3, 224, 224])).toBe(2 * macsOf(graph, [1, 3, 224, 224]));
});

const layersOf = (graph: Graph, shapes: ReadonlyMap<number, Shape4>): (Shape4 | undefined)[] =>
  Object.values(outputNodes(graph, ['layer1', 'layer2', 'layer3', 'layer4'])).map((layer) => shapes.get(layer));

test('layers halve the map from an odd size', () => {
  const graph = buildResNeSt(variantNamed('resnest50').config);
  const shapes = shapesOf(graph, [2, 3, 65, 71]);
  expect(layersOf(graph, shapes)).toEqual([
    [2, 256, 17, 18],
    [2, 512, 9, 9],
    [2, 1024, 5, 5],
    [2, 2048, 3, 3],
  ]);
  expect(shapes.get(mainNode(graph))).toEqual([2, 1000, 1, 1]);
});

test('dilated layers keep the map', () => {
  const graph = buildResNeSt(resolveConfig({ layers: [1, 1, 1, 1], dilated: true }));
  const shapes = shapesOf(graph, [1, 3, 64, 64]);
  expect(layersOf(graph, shapes).map((shape) => shape?.[2])).toEqual([16, 8, 8, 8]);
});

test('a node that reads one which nobody computes is a defect', () => {
  const graph = buildResNeSt(resolveConfig({ layers: [1, 1, 1, 1] }));
  const nodes = graph.nodes.map((node, i) => (i === 3 ? { ...node, inputs: [99] } : node));
  expect(() => shapesOf({ ...graph, nodes }, [1, 3, 64, 64])).toThrow(/there is no .* 99; this is a defect/);
  expect(() => macsOf({ ...graph, nodes }, [1, 3, 64, 64])).toThrow(/there is no .* 99; this is a defect/);
});
