/**
 * A head as data: how the backbone's last maps are pooled, and the layers from the pooled features to the logits.
 */
import type { Shape } from '../../core/tensor';
import { GLOBAL_POOLS } from '../../ops/globalPool';

/** The channels of layer4's maps, in every ResNeSt. */
export const MAP_CHANNELS = 2048;

/** How maps may be pooled: timm's `global_pool`, fastai's order of both, and the generalised mean. */
export const POOLS = ['avg', ...GLOBAL_POOLS, 'gem'] as const;
export type PoolName = (typeof POOLS)[number];

export type Pool =
  | { readonly type: Exclude<PoolName, 'gem'> }
  | {
      readonly type: 'gem';
      readonly p: number;
      /** The module whose parameter `p` is, and that parameter's shape; absent where the file has none. */
      readonly parameter?: { readonly path: string; readonly shape: Shape };
    };

/** One layer; `path` is its module in the state dict. */
export type HeadLayer =
  | { readonly type: 'linear'; readonly path: string; readonly outFeatures: number; readonly bias: boolean }
  | { readonly type: 'batchNorm'; readonly path: string }
  | { readonly type: 'relu'; readonly path: string };

export interface Head {
  readonly pool: Pool;
  /** From the pooled features to the logits; none for a backbone without a classifier. */
  readonly layers: readonly HeadLayer[];
}

/** The features that a pool makes of the maps. */
export const pooledFeatures = ({ type }: { readonly type: PoolName }): number =>
  type.startsWith('cat') ? 2 * MAP_CHANNELS : MAP_CHANNELS;

/** The p of a GeM that a file has no parameter for. */
export const USUAL_P = 3;

/** The pool of a name, where no file says more. */
export const poolNamed = (type: PoolName): Pool => (type === 'gem' ? { type, p: USUAL_P } : { type });

/** The head of the published models: a pool, and one linear layer, `fc`. */
export const plainHead = ({
  globalPool,
  numClasses,
}: {
  readonly globalPool: PoolName;
  readonly numClasses: number;
}): Head => ({
  pool: poolNamed(globalPool),
  layers: numClasses === 0 ? [] : [{ type: 'linear', path: 'fc', outFeatures: numClasses, bias: true }],
});

/** The classes that a head tells apart; 0 without a classifier. */
export const classesOf = ({ layers }: Head): number =>
  layers.reduce((classes, layer) => (layer.type === 'linear' ? layer.outFeatures : classes), 0);
