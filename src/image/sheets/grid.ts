/**
 * Where the tiles of a sheet lie.
 */
import { ConfigError } from '../../core/errors';
import type { PixelSize } from '../../core/pixels';
import type { Region } from '../geometry';
import { onSheet } from './sheet';

export const EDGES = ['pad', 'shift', 'drop'] as const;

/** What becomes of tiles that reach beyond the sheet. */
export type Edge = (typeof EDGES)[number];

/** How a sheet is cut. */
export interface Cutting {
  readonly tile: PixelSize;
  /** Pixels from one tile to the next. */
  readonly stride: { readonly x: number; readonly y: number };
  readonly edge: Edge;
}

/** A tile of a grid. */
export interface Cell {
  /** Counted from 0, row by row. */
  readonly index: number;
  readonly row: number;
  readonly column: number;
  /** The tile as it is cut. */
  readonly tile: Region;
  /** The part of the tile that lies on the sheet. */
  readonly shown: Region;
}

/** The tiles of a sheet, row by row. */
export class Grid {
  readonly total: number;
  readonly #sheet: PixelSize;
  readonly #cutting: Cutting;
  readonly #columns: number;

  /** Throws a ConfigError where the sheet has no tile. */
  constructor(sheet: PixelSize, cutting: Cutting) {
    const { tile, stride, edge } = cutting;
    this.#sheet = sheet;
    this.#cutting = cutting;
    this.#columns = countOf(sheet.width, tile.width, stride.x, edge);
    this.total = this.#columns * countOf(sheet.height, tile.height, stride.y, edge);
    if (this.total === 0)
      throw new ConfigError(
        'option',
        `tile is ${tile.width}x${tile.height} pixels, and the sheet of ${sheet.width}x${sheet.height} pixels holds no whole one; give a smaller tile, or the edge 'pad'`,
      );
  }

  cell(index: number): Cell {
    const { tile: size, stride, edge } = this.#cutting;
    const { width, height } = this.#sheet;
    const [row, column] = [Math.floor(index / this.#columns), index % this.#columns];
    const start = (i: number, step: number, length: number, side: number): number =>
      edge === 'shift' ? Math.min(i * step, Math.max(0, length - side)) : i * step;
    const x = start(column, stride.x, width, size.width);
    const y = start(row, stride.y, height, size.height);
    const tile = { x, y, ...size };
    return { index, row, column, tile, shown: onSheet(tile, this.#sheet) };
  }
}

/** How many tiles stand along a side; none that lies within the one before it. */
function countOf(length: number, tile: number, stride: number, edge: Edge): number {
  const whole = Math.floor((length - tile) / stride) + 1;
  if (edge === 'drop') return Math.max(0, whole);
  return Math.min(Math.max(1, Math.ceil((length - tile) / stride) + 1), Math.ceil(length / stride));
}
