/**
 * Maps of a model laid back onto the picture that it saw.
 */
import { needAt } from '../core/need';
import type { Placement } from './geometry';

/** A map in ordinary memory, row-major. */
export interface PlaneMap {
  readonly shape: readonly [height: number, width: number];
  readonly data: Float32Array;
}

/**
 * A map of the whole input at each pixel of a picture, interpolated linearly on both axes. The map's cells are equal parts
 * of the input, and each value stands in the centre of its cell (PyTorch's `interpolate` without `align_corners`). Pixels
 * outside of the input are NaN.
 */
export function layOnto(map: PlaneMap, { columns, rows, skew }: Placement): PlaneMap {
  if (skew) return layTurned(map, columns, rows, skew);
  const {
    shape: [height, width],
    data,
  } = map;
  const laid = new Float32Array(rows.length * columns.length).fill(NaN);
  const across = Array.from(columns, (part) => between(part, width));
  rows.forEach((part, y) => {
    const down = between(part, height);
    if (!down) return;
    const line = Float64Array.from({ length: width }, (_, x) =>
      mix(needAt(data, down.first * width + x, 'value'), needAt(data, down.second * width + x, 'value'), down.share),
    );
    const start = y * columns.length;
    across.forEach((column, x) => {
      if (column) laid[start + x] = mix(line[column.first] ?? NaN, line[column.second] ?? NaN, column.share);
    });
  });
  return { shape: [rows.length, columns.length], data: laid };
}

/** Lays a map onto a picture by each call; it tells where, so that it can be made again in another thread. */
export type PlacedMap = (() => PlaneMap) & { readonly placement: Placement };

/** The function that lays this map there. */
export const laidBy = (map: PlaneMap, placement: Placement): PlacedMap =>
  Object.assign(() => layOnto(map, placement), { placement });

/** The same where a line of the picture is none of the map. */
function layTurned(
  { shape: [height, width], data }: PlaneMap,
  columns: Float64Array,
  rows: Float64Array,
  skew: NonNullable<Placement['skew']>,
): PlaneMap {
  const laid = new Float32Array(rows.length * columns.length).fill(NaN);
  const cell = (y: number, x: number): number => needAt(data, y * width + x, 'value');
  for (const [y, row] of rows.entries())
    for (const [x, column] of columns.entries()) {
      const across = between(column + (skew.rows[y] ?? NaN), width);
      const down = between(row + (skew.columns[x] ?? NaN), height);
      if (!across || !down) continue;
      const on = (line: number): number => mix(cell(line, across.first), cell(line, across.second), across.share);
      laid[y * columns.length + x] = mix(on(down.first), on(down.second), down.share);
    }
  return { shape: [rows.length, columns.length], data: laid };
}

/** The two neighbouring cells that a place lies between, and the share of the second. */
interface Between {
  readonly first: number;
  readonly second: number;
  readonly share: number;
}

/** Undefined for a place that is not in the input. */
function between(part: number, cells: number): Between | undefined {
  if (!(part >= 0 && part <= 1)) return undefined;
  const place = Math.min(Math.max(part * cells - 0.5, 0), cells - 1);
  const first = Math.floor(place);
  return { first, second: Math.min(first + 1, cells - 1), share: place - first };
}

const mix = (one: number, other: number, share: number): number => one + (other - one) * share;
