/**
 * The minimal filtering of Winograd (Lavin and Gray, arXiv 1509.09308): a 3x3 convolution of stride 1 on overlapping
 * tiles, by one product at each of (tile + 2)^2 positions instead of nine taps at each of tile^2 outputs.
 *
 * F(2,3) interpolates at 0, 1, -1 and infinity; F(4,3) at 0, +-3/4, +-3/2 and infinity: with these its error is four
 * times smaller than with the usual +-1 and +-2, and every number of its transforms is exact in f32.
 */
import { ceilDiv, type Shape4 } from '../core/tensor';
import type { Conv2d } from './conv2d';

/** Outputs of a tile along one side. */
export type WinogradTile = 2 | 4;

/** Positions along one side of a tile of that size. */
export const winogradSpan = (tile: WinogradTile): number => tile + 2;

/** How many positions a tile has. */
export const winogradPositions = (tile: WinogradTile): number => winogradSpan(tile) ** 2;

/** Cuts [N, C, H, W], padded by one zero all round, into tiles and transforms each: to [N, positions * C, H/tile, W/tile]. */
export interface WinogradInput {
  readonly type: 'winogradInput';
  readonly tile: WinogradTile;
}

/**
 * Transforms [N, positions * O, tiles high, tiles wide] back to [N, O, height, width], adds the bias, and
 * applies a ReLU if asked for.
 */
export interface WinogradOutput {
  readonly type: 'winogradOutput';
  readonly tile: WinogradTile;
  readonly outChannels: number;
  readonly height: number;
  readonly width: number;
  readonly relu: boolean;
}

/** Whether a convolution can be computed this way: an ordinary 3x3 of stride 1 whose groups are whole vec4f, on several tiles. */
export function winogradAccepts(
  op: Conv2d,
  { input: [, channels], output }: { readonly input: Shape4; readonly output: Shape4 },
  tile: WinogradTile,
): boolean {
  const plain =
    op.kernelSize === 3 &&
    op.stride === 1 &&
    op.padding === 1 &&
    op.dilation === 1 &&
    op.rectify === 'none' &&
    !op.residual &&
    !op.before;
  const whole = channels % (4 * op.groups) === 0 && op.outChannels % (4 * op.groups) === 0;
  return plain && whole && Math.min(output[2], output[3]) > tile;
}

export type Matrix = readonly (readonly number[])[];

/** One-dimensional transforms: of the input (B transposed), of the weight (G) and of the output (A transposed). */
export interface Transforms {
  readonly input: Matrix;
  readonly weight: Matrix;
  readonly output: Matrix;
}

export const TRANSFORMS: Readonly<Record<WinogradTile, Transforms>> = {
  2: {
    input: [
      [1, 0, -1, 0],
      [0, 1, 1, 0],
      [0, -1, 1, 0],
      [0, -1, 0, 1],
    ],
    weight: [
      [1, 0, 0],
      [1 / 2, 1 / 2, 1 / 2],
      [1 / 2, -1 / 2, 1 / 2],
      [0, 0, 1],
    ],
    output: [
      [1, 1, 1, 0],
      [0, 1, -1, 1],
    ],
  },
  4: {
    input: [
      [81 / 64, 0, -45 / 16, 0, 1, 0],
      [0, -27 / 16, -9 / 4, 3 / 4, 1, 0],
      [0, 27 / 16, -9 / 4, -3 / 4, 1, 0],
      [0, -27 / 32, -9 / 16, 3 / 2, 1, 0],
      [0, 27 / 32, -9 / 16, -3 / 2, 1, 0],
      [0, 81 / 64, 0, -45 / 16, 0, 1],
    ],
    weight: [
      [64 / 81, 0, 0],
      [-128 / 243, -32 / 81, -8 / 27],
      [-128 / 243, 32 / 81, -8 / 27],
      [32 / 243, 16 / 81, 8 / 27],
      [32 / 243, -16 / 81, 8 / 27],
      [0, 0, 1],
    ],
    output: [
      [1, 1, 1, 1, 1, 0],
      [0, 3 / 4, -3 / 4, 3 / 2, -3 / 2, 0],
      [0, 9 / 16, 9 / 16, 9 / 4, 9 / 4, 0],
      [0, 27 / 64, -27 / 64, 27 / 8, -27 / 8, 1],
    ],
  },
};

export const winogradInputShape = ({ tile }: WinogradInput, [n, c, h, w]: Shape4): Shape4 => [
  n,
  winogradPositions(tile) * c,
  ceilDiv(h, tile),
  ceilDiv(w, tile),
];

export const winogradOutputShape = ({ outChannels, height, width }: WinogradOutput, [n]: Shape4): Shape4 => [
  n,
  outChannels,
  height,
  width,
];
