/**
 * How the maps of layer4 may be pooled, by name.
 */
import { GLOBAL_POOLS } from '../ops/globalPool';

/** timm's `global_pool`, fastai's order of both, and the generalised mean. */
export const POOLS = ['avg', ...GLOBAL_POOLS, 'gem'] as const;
export type PoolName = (typeof POOLS)[number];
