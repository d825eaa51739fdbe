/**
 * Pools of whole maps other than the mean: timm's choices, and the generalised mean (GeM).
 */
import type { Shape4 } from '../core/tensor';

/** `avgmax` is half of each; `catavgmax` has all means and then all maxima, `catmaxavg` (fastai) the other way round. */
export const GLOBAL_POOLS = ['max', 'avgmax', 'catavgmax', 'catmaxavg'] as const;

/** [N, C, H, W] to [N, C, 1, 1], or to [N, 2*C, 1, 1] where both are kept. */
export interface GlobalPool {
  readonly type: 'globalPool';
  readonly mode: (typeof GLOBAL_POOLS)[number];
}

/** The mean of max(x, 1e-6)^p of each map, to the power of 1/p: [N, C, H, W] to [N, C, 1, 1]. */
export interface GemPool {
  readonly type: 'gemPool';
  /** Above 0. */
  readonly p: number;
}

/** Smaller values of a map are replaced by this one, as in every published GeM. */
export const GEM_LEAST = 1e-6;

/** How many output channels a mode makes of each input channel. */
export const channelsPerMap = ({ mode }: GlobalPool): number => (mode.startsWith('cat') ? 2 : 1);

export const globalPoolShape = (op: GlobalPool, [n, c]: Shape4): Shape4 => [n, c * channelsPerMap(op), 1, 1];

export const gemPoolShape = (_: GemPool, [n, c]: Shape4): Shape4 => [n, c, 1, 1];
