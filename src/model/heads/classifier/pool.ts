/**
 * The pool between the backbone and a classifier, as data.
 */
import type { Shape } from '../../../core/tensor';
import { MAP_CHANNELS } from '../../backbone/features';
import type { PoolName } from '../../pools';

export type Pool =
  | { readonly type: Exclude<PoolName, 'gem'> }
  | {
      readonly type: 'gem';
      readonly p: number;
      /** The module whose parameter `p` is, and that parameter's shape; absent where the file has none. */
      readonly parameter?: { readonly path: string; readonly shape: Shape };
    };

/** The features that a pool makes of the maps. */
export const pooledFeatures = ({ type }: { readonly type: PoolName }): number =>
  type.startsWith('cat') ? 2 * MAP_CHANNELS : MAP_CHANNELS;

/** The p of a GeM that a file has no parameter for. */
export const USUAL_P = 3;

/** The pool of a name, where no file says more. */
export const poolNamed = (type: PoolName): Pool => (type === 'gem' ? { type, p: USUAL_P } : { type });
