/**
 * Pooling over windows and over whole maps, with PyTorch's rules.
 */
import type { Shape4 } from '../core/tensor';
import { windowedSize } from './window';

/** PyTorch's max_pool2d; padding never wins. */
export interface MaxPool2d {
  readonly type: 'maxPool2d';
  readonly kernelSize: number;
  readonly stride: number;
  readonly padding: number;
}

/** PyTorch's avg_pool2d in both of its countings, and with ceil_mode. */
export interface AvgPool2d {
  readonly type: 'avgPool2d';
  readonly kernelSize: number;
  readonly stride: number;
  readonly padding: number;
  readonly ceilMode: boolean;
  /** Zeros more on the right and below: timm's way to keep a map's size under a 2x2 window of stride 1. */
  readonly paddingEnd: number;
  /** Whether the divisor counts the zeros of the padding. */
  readonly countIncludePad: boolean;
}

/** The mean of each map: [N, C, H, W] to [N, C, 1, 1]. */
export interface GlobalAvgPool {
  readonly type: 'globalAvgPool';
  /** How many splits of the input [N, splits*C, H, W] are added up first; 1 by default. */
  readonly splits?: number;
}

export function maxPool2dShape({ kernelSize, stride, padding }: MaxPool2d, [n, c, h, w]: Shape4): Shape4 {
  return [n, c, windowedSize(h, kernelSize, stride, padding), windowedSize(w, kernelSize, stride, padding)];
}

export function avgPool2dShape(op: AvgPool2d, [n, c, h, w]: Shape4): Shape4 {
  const { kernelSize, stride, padding, paddingEnd, ceilMode } = op;
  const size = (samples: number): number => {
    const input = samples + paddingEnd;
    if (!ceilMode) return windowedSize(input, kernelSize, stride, padding);
    const windows = Math.ceil((input + 2 * padding - kernelSize) / stride) + 1;
    // PyTorch drops a last window that would start in the right padding.
    return (windows - 1) * stride >= input + padding ? windows - 1 : windows;
  };
  return [n, c, size(h), size(w)];
}

export const globalAvgPoolShape = ({ splits = 1 }: GlobalAvgPool, [n, c]: Shape4): Shape4 => [n, c / splits, 1, 1];
