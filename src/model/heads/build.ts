/**
 * A head's part of the graph.
 */
import type { GraphBuilder, Module, OutputName, Value } from '../graph';
import { type Head, type HeadLayer, type Pool, pooledFeatures } from './head';

/**
 * Adds the outputs `embedding`, the pooled features [N, 2048, 1, 1] (4096 where the pool keeps both mean and maximum),
 * and, where the head has layers, `logits` [N, classes, 1, 1]. Gives the name of the last one.
 */
export function buildHead(b: GraphBuilder, head: Head, maps: Value): OutputName {
  const pooled = b.add(poolPath(head.pool), poolModule(head.pool), [maps], pooledFeatures(head.pool));
  b.name('embedding', pooled);
  if (head.layers.length === 0) return 'embedding';
  b.name(
    'logits',
    head.layers.reduce((x, layer) => addLayer(b, layer, x), pooled),
  );
  return 'logits';
}

/** The parameter's module, or the original's name. */
const poolPath = (pool: Pool): string => (pool.type === 'gem' && pool.parameter?.path) || 'avgpool';

function poolModule(pool: Pool): Module {
  switch (pool.type) {
    case 'avg':
      return { type: 'globalAvgPool' };
    case 'gem':
      return { type: 'GeM', p: pool.p, ...(pool.parameter && { parameterShape: pool.parameter.shape }) };
    default:
      return { type: 'globalPool', mode: pool.type };
  }
}

function addLayer(b: GraphBuilder, layer: HeadLayer, x: Value): Value {
  switch (layer.type) {
    case 'linear': {
      const { path, outFeatures, bias } = layer;
      return b.add(path, { type: 'Linear', inFeatures: x.channels, outFeatures, bias }, [x], outFeatures);
    }
    case 'batchNorm':
      return b.add(layer.path, { type: 'BatchNorm2d', numFeatures: x.channels }, [x], x.channels);
    case 'relu':
      return b.add(layer.path, { type: 'ReLU' }, [x], x.channels);
  }
}
