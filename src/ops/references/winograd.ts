/**
 * Winograd's transforms in float64.
 */
import type { HostTensor, Shape4 } from '../../core/tensor';
import { absoluteOperands, activation, type Operands, parameter } from '../operands';
import {
  type Matrix,
  TRANSFORMS,
  type WinogradInput,
  winogradInputShape,
  type WinogradOutput,
  winogradPositions,
  winogradSpan,
  type WinogradTile,
} from '../winograd';

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
