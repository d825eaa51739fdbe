/**
 * The shortcut around the convolutions of a block.
 */
import type { AvgPool2d } from '../../ops/pool2d';
import type { GraphBuilder, Value } from '../graph';
import { batchNorm2d, conv2d } from '../layers';

/** `strided`: a window as wide as the stride; `same`: timm's 2x2 of stride 1 in dilated layers; `none`: the identity. */
export type ShortcutPool = 'strided' | 'same' | 'none';

/** A shortcut that is not the identity: its stride, and the average pool that takes it with avg_down. */
export interface Downsample {
  readonly stride: number;
  readonly pool: ShortcutPool;
}

/** What a block adds to its output: its input, where there is no `downsample`, else [N, outChannels, H', W']. */
export function shortcut(
  b: GraphBuilder,
  name: string,
  x: Value,
  outChannels: number,
  avgDown: boolean,
  downsample: Downsample | undefined,
): Value {
  if (!downsample) return x;
  const { stride, pool } = downsample;
  const path = `${name}.downsample`;
  let out = x;
  if (!avgDown) {
    out = conv2d(b, `${path}.0`, x, outChannels, { stride });
    return batchNorm2d(b, `${path}.1`, out);
  }
  // The pool keeps number 0 of the path even where there is none.
  if (pool !== 'none') out = b.add(`${path}.0`, shortcutPool(pool, stride), [x], x.channels);
  out = conv2d(b, `${path}.1`, out, outChannels);
  return batchNorm2d(b, `${path}.2`, out);
}

const shortcutPool = (pool: 'strided' | 'same', stride: number): AvgPool2d =>
  pool === 'strided'
    ? { ...PLAIN_POOL, kernelSize: stride, stride, paddingEnd: 0, ceilMode: true, countIncludePad: false }
    : { ...PLAIN_POOL, kernelSize: 2, stride: 1, paddingEnd: 1, ceilMode: false, countIncludePad: true };

const PLAIN_POOL = { type: 'avgPool2d', padding: 0 } as const;
