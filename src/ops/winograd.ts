/**
 * The minimal filtering of Winograd (Lavin and Gray, arXiv 1509.09308): a 3x3 convolution of stride 1 on overlapping
 * tiles, by one product at each of (tile + 2)^2 positions instead of nine taps at each of tile^2 outputs.
 *
 * F(2,3) interpolates at 0, 1, -1 and infinity; F(4,3) at 0, +-3/4, +-3/2 and infinity: with these its error is four
 * times smaller than with the usual +-1 and +-2, and every number of its transforms is exact in f32.
 */
import { ceilDiv, type HostTensor, type Shape4 } from '../core/tensor';
import type { Conv2d } from './conv2d';
import { absoluteOperands, activation, type Operands, parameter } from './operands';

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

type Matrix = readonly (readonly number[])[];

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

/** matrix * square * transposed matrix. */
function sandwich(matrix: Matrix, square: readonly (readonly number[])[]): number[][] {
  const left = matrix.map((row) => (square[0] ?? []).map((_, x) => dot(row, (y) => square[y]?.[x] ?? 0)));
  return left.map((row) => matrix.map((column) => dot(column, (x) => row[x] ?? 0)));
}

const dot = (factors: readonly number[], value: (i: number) => number): number =>
  factors.reduce((sum, factor, i) => sum + factor * value(i), 0);

const squareOf = (size: number, value: (y: number, x: number) => number): number[][] =>
  Array.from({ length: size }, (_, y) => Array.from({ length: size }, (__, x) => value(y, x)));

/** In float64; `matrix` is the input's transform, or its magnitudes for bounds. */
export function winogradInputReference(
  op: WinogradInput,
  input: HostTensor<Float64Array>,
  matrix: Matrix = TRANSFORMS[op.tile].input,
): HostTensor<Float64Array> {
  const [n, channels, height, width] = input.shape as Shape4;
  const shape = winogradInputShape(op, [n, channels, height, width]);
  const [, , high, wide] = shape;
  const span = winogradSpan(op.tile);
  const data = new Float64Array(n * shape[1] * high * wide);
  for (let image = 0; image < n; image++)
    for (let c = 0; c < channels; c++)
      for (let ty = 0; ty < high; ty++)
        for (let tx = 0; tx < wide; tx++) {
          const square = squareOf(span, (dy, dx) => {
            const [y, x] = [ty * op.tile + dy - 1, tx * op.tile + dx - 1];
            const inside = y >= 0 && y < height && x >= 0 && x < width;
            return inside ? (input.data[((image * channels + c) * height + y) * width + x] ?? NaN) : 0;
          });
          sandwich(matrix, square)
            .flat()
            .forEach((value, position) => {
              data[((image * shape[1] + position * channels + c) * high + ty) * wide + tx] = value;
            });
        }
  return { shape, data };
}

/** In float64; `matrix` is the output's transform, or its magnitudes for bounds. */
export function winogradOutputReference(
  op: WinogradOutput,
  { input, bias }: { readonly input: HostTensor<Float64Array>; readonly bias: Float64Array },
  matrix: Matrix = TRANSFORMS[op.tile].output,
): HostTensor<Float64Array> {
  const [n, channels, high, wide] = input.shape as Shape4;
  const { tile, outChannels, height, width } = op;
  const span = winogradSpan(tile);
  const data = new Float64Array(n * outChannels * height * width);
  for (let image = 0; image < n; image++)
    for (let c = 0; c < outChannels; c++)
      for (let ty = 0; ty < high; ty++)
        for (let tx = 0; tx < wide; tx++) {
          const square = squareOf(span, (y, x) => {
            const channel = (y * span + x) * outChannels + c;
            return input.data[((image * channels + channel) * high + ty) * wide + tx] ?? NaN;
          });
          sandwich(matrix, square).forEach((row, dy) =>
            row.forEach((value, dx) => {
              const [y, x] = [ty * tile + dy, tx * tile + dx];
              if (y >= height || x >= width) return;
              const at = ((image * outChannels + c) * height + y) * width + x;
              const sum = value + (bias[c] ?? NaN);
              data[at] = op.relu ? Math.max(sum, 0) : sum;
            }),
          );
        }
  return { shape: [n, outChannels, height, width], data };
}

/** The operands of the output transform's reference. */
export const tilesOf = (
  operands: Operands,
): { readonly input: HostTensor<Float64Array>; readonly bias: Float64Array } => ({
  input: activation(operands, 'input'),
  bias: parameter(operands, 'bias').data,
});

/** Absolute values by absolute factors, since those of the transforms have signs. */
export const winogradInputMagnitudes = (op: WinogradInput, operands: Operands): HostTensor<Float64Array> =>
  winogradInputReference(op, activation(absoluteOperands(operands), 'input'), absolute(TRANSFORMS[op.tile].input));

export const winogradOutputMagnitudes = (op: WinogradOutput, operands: Operands): HostTensor<Float64Array> =>
  winogradOutputReference(op, tilesOf(absoluteOperands(operands)), absolute(TRANSFORMS[op.tile].output));

const absolute = (matrix: Matrix): Matrix => matrix.map((row) => row.map(Math.abs));

/** A weight [O, I, 3, 3] in row-major order to [positions * O, I, 1, 1], in float64. */
export function winogradWeightReference(
  tile: WinogradTile,
  weight: HostTensor<Float64Array>,
  matrix: Matrix = TRANSFORMS[tile].weight,
): HostTensor<Float64Array> {
  const [outputs, inputs] = weight.shape as Shape4;
  const data = new Float64Array(winogradPositions(tile) * outputs * inputs);
  for (let pair = 0; pair < outputs * inputs; pair++)
    sandwich(
      matrix,
      squareOf(3, (y, x) => weight.data[pair * 9 + y * 3 + x] ?? NaN),
    )
      .flat()
      .forEach((value, position) => (data[position * outputs * inputs + pair] = value));
  return { shape: [winogradPositions(tile) * outputs, inputs, 1, 1], data };
}
