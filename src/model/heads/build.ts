/**
 * A head's part of the graph.
 */
import type { GraphBuilder, Module, Value } from '../graph';
import { type Head, type HeadLayer, type Pool, pooledFeatures } from './head';

/** The pooled features of the maps, and the logits: the same where the head has no layers. */
export function buildHead(b: GraphBuilder, head: Head, maps: Value): { embedding: Value; output: Value } {
  const embedding = b.add(poolPath(head.pool), poolModule(head.pool), [maps], pooledFeatures(head.pool));
  const output = head.layers.reduce((x, layer) => addLayer(b, layer, x), embedding);
  return { embedding, output };
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
