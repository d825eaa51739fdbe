/**
 * Shapes, host tensors, and the one layout that activations have on the GPU.
 *
 * On the GPU a tensor [N, C, H, W] lies as NC4HW4: [N, ceil(C/4), H, W, 4], four neighbouring channels in one vec4f;
 * the lanes past C hold zeros.
 */

import { type Precision, PRECISION_KINDS } from './precision';

/** The sizes of a tensor, outermost first. */
export type Shape = readonly number[];

/** The sizes [N, C, H, W] of a batch of feature maps. */
export type Shape4 = readonly [batch: number, channels: number, height: number, width: number];

/** A tensor in ordinary memory, row-major. Parameters are f32; references compute in f64. */
export interface HostTensor<Data extends Float32Array | Float64Array = Float32Array> {
  readonly shape: Shape;
  readonly data: Data;
}

export const ceilDiv = (a: number, b: number): number => Math.ceil(a / b);

export const elementCount = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** How many vec4f hold `channels` channels. */
export const channelBlocks = (channels: number): number => ceilDiv(channels, 4);

/** Numbers of an activation [N, C, H, W] on the GPU, padding lanes included. */
const blockedCount = ([n, c, h, w]: Shape4): number => n * channelBlocks(c) * h * w * 4;

/** Bytes of an activation [N, C, H, W] on the GPU. */
export const activationBytes = (shape: Shape4, precision: Precision = 'f32'): number =>
  blockedCount(shape) * PRECISION_KINDS[precision].bytes;

/** Index of element (n, c, p) of a tensor with `pixels` = H * W in NC4HW4. */
const blockedIndex = (blocks: number, pixels: number, n: number, c: number, p: number): number =>
  ((n * blocks + (c >> 2)) * pixels + p) * 4 + (c & 3);

/** Row-major [N, C, H, W] to NC4HW4; lanes past C are zero. */
export function toBlocked(data: ArrayLike<number>, [n, c, h, w]: Shape4): Float32Array<ArrayBuffer> {
  const blocks = channelBlocks(c);
  const pixels = h * w;
  const blocked = new Float32Array(n * blocks * pixels * 4);
  let from = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < c; j++)
      for (let p = 0; p < pixels; p++) blocked[blockedIndex(blocks, pixels, i, j, p)] = data[from++] ?? 0;
  return blocked;
}

/** NC4HW4 back to row-major [N, C, H, W]. */
export function fromBlocked(blocked: Float32Array, [n, c, h, w]: Shape4): Float32Array<ArrayBuffer> {
  const blocks = channelBlocks(c);
  const pixels = h * w;
  const data = new Float32Array(n * c * pixels);
  let to = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < c; j++)
      for (let p = 0; p < pixels; p++) data[to++] = blocked[blockedIndex(blocks, pixels, i, j, p)] ?? 0;
  return data;
}
