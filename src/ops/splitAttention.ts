/**
 * The pieces of split attention (splat.py). Feature maps are radix-major: channel (r * cardinality + k) * c' + c;
 * the outputs of fc2 are cardinal-major: channel (k * logitsOf(radix) + r) * c' + c.
 */
import type { Shape4 } from '../core/tensor';
import { type AvgPool2d, avgPool2dShape } from './pool2d';

/** The sum over the splits: [N, radix*C, H, W] to [N, C, H, W]. */
export interface SplitSum {
  readonly type: 'splitSum';
  readonly radix: number;
}

/**
 * Softmax over the radix inside each cardinal group, cardinal-major to radix-major; the sigmoid at radix 1. It reads the
 * logits of the splits behind the first, less that of the first: [N, logitsOf(radix)*C, 1, 1] to [N, radix*C, 1, 1].
 */
export interface RSoftMax {
  readonly type: 'rSoftMax';
  readonly radix: number;
  readonly cardinality: number;
}

/** The sum over the splits weighted by attention [N, radix*C, 1, 1]: [N, radix*C, H, W] to [N, C, H, W]. */
export interface AttentionWeightedSum {
  readonly type: 'attentionWeightedSum';
  readonly radix: number;
}

/** The weighted sum, and the average pool behind it. */
export interface AttentionWeightedPool {
  readonly type: 'attentionWeightedPool';
  readonly radix: number;
  readonly pool: AvgPool2d;
}

/** How many logits a softmax over so many splits reads: the first is 0, unless it is the only one. */
export const logitsOf = (radix: number): number => Math.max(1, radix - 1);

export const rSoftMaxShape = ({ radix }: RSoftMax, [n, c]: Shape4): Shape4 => [n, (c / logitsOf(radix)) * radix, 1, 1];

export const splitSumShape = ({ radix }: { readonly radix: number }, [n, c, h, w]: Shape4): Shape4 => [
  n,
  c / radix,
  h,
  w,
];

export const attentionWeightedPoolShape = (op: AttentionWeightedPool, input: Shape4): Shape4 =>
  avgPool2dShape(op.pool, splitSumShape(op, input));
