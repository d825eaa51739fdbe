/**
 * A classifier as data: how the backbone's last maps are pooled, and the layers from the pooled features to the logits.
 */
import { isObject } from '../../../core/json';
import { POOLS } from '../../pools';
import type { HeadKeywords } from '../head';
import { type Pool, poolNamed } from './pool';

/** One layer; `path` is its module in the state dict. */
export type ClassifierLayer =
  | { readonly type: 'linear'; readonly path: string; readonly outFeatures: number; readonly bias: boolean }
  | { readonly type: 'batchNorm'; readonly path: string }
  | { readonly type: 'relu'; readonly path: string };

export interface ClassifierConfig {
  readonly kind: 'classifier';
  readonly pool: Pool;
  /** From the pooled features to the logits; none for a backbone without a classifier. */
  readonly layers: readonly ClassifierLayer[];
}

/** The module of the published models' only layer. */
export const USUAL_PATH = 'fc';

/** A backbone without a classifier: only the pool. */
export const NO_CLASSIFIER: ClassifierConfig = { kind: 'classifier', pool: poolNamed('avg'), layers: [] };

/** The head of the published models: a pool, and one linear layer, unless there are no classes. */
export const usualClassifier = ({ globalPool, numClasses }: Required<HeadKeywords>): ClassifierConfig => ({
  kind: 'classifier',
  pool: poolNamed(globalPool),
  layers: numClasses === 0 ? [] : [{ type: 'linear', path: USUAL_PATH, outFeatures: numClasses, bias: true }],
});

/** The classes of the last linear layer, and the pool. */
export const keywords = ({ pool, layers }: ClassifierConfig): Required<HeadKeywords> => ({
  numClasses: layers.reduce((classes, layer) => (layer.type === 'linear' ? layer.outFeatures : classes), 0),
  globalPool: pool.type,
});

/** The usual classifier on the same pool. */
export const withClasses = ({ pool: { type } }: ClassifierConfig, numClasses: number): ClassifierConfig =>
  usualClassifier({ globalPool: type, numClasses });

const TYPES: readonly unknown[] = ['linear', 'batchNorm', 'relu'] satisfies readonly ClassifierLayer['type'][];

/** Whether data has the form of a classifier's configuration. */
export function isClassifierConfig({ pool, layers }: Readonly<Record<string, unknown>>): boolean {
  if (!isObject(pool) || !(POOLS as readonly unknown[]).includes(pool.type)) return false;
  return Array.isArray(layers) && layers.every((layer: unknown) => isObject(layer) && TYPES.includes(layer.type));
}
