/**
 * A classifier's part of the graph.
 */
import type { Features } from '../../backbone/features';
import type { GraphBuilder, Module, Value } from '../../graph';
import type { HeadOutputs } from '../head';
import type { ClassifierConfig, ClassifierLayer } from './config';
import { type Pool, pooledFeatures } from './pool';

/**
 * The outputs `embedding`, the pooled features [N, 2048, 1, 1] (4096 where the pool keeps both mean and maximum), and,
 * where there are layers, `logits` [N, classes, 1, 1].
 */
export function buildClassifier(
  b: GraphBuilder,
  { layer4 }: Features,
  { pool, layers }: ClassifierConfig,
): HeadOutputs {
  const embedding = b.add(poolPath(pool), poolModule(pool), [layer4], pooledFeatures(pool));
  if (layers.length === 0) return { outputs: { embedding }, main: 'embedding' };
  const logits = layers.reduce((x, layer) => addLayer(b, layer, x), embedding);
  return { outputs: { embedding, logits }, main: 'logits' };
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

function addLayer(b: GraphBuilder, layer: ClassifierLayer, x: Value): Value {
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
