/**
 * The classes of a sheet, tile after tile.
 */
import { ConfigError } from '../../core/errors';
import { inWords, isObject } from '../../core/json';
import type { Edge } from '../../image/sheets/grid';
import type { ClassifyOptions } from '../classify';
import type { Classification } from '../scoring/ranked';

/** How far `classifyTiles` has come. */
export interface TilesProgress {
  /** `read` counts rows of the sheet, `classify` tiles. */
  readonly stage: 'read' | 'classify';
  readonly loaded: number;
  readonly total: number;
}

/**
 * Where `classifyTiles` goes on: plain data that JSON carries. It says how the sheet was cut, so that the rest is cut alike.
 */
export interface TilesCursor {
  readonly sheet: { readonly width: number; readonly height: number };
  readonly tile: { readonly width: number; readonly height: number };
  readonly stride: { readonly x: number; readonly y: number };
  readonly edge: Edge;
  /** The number of the next tile. */
  readonly next: number;
}

/** The answer to one tile. */
export interface TileAnswer {
  /** The part of the sheet that the tile shows, in pixels: smaller than the tile where that is padded. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The tile's place in the grid, counted from 0. */
  readonly row: number;
  readonly column: number;
  /** The tile's number, counted from 0 row by row, and how many there are. */
  readonly index: number;
  readonly total: number;
  /** What `classify` gives for the tile. */
  readonly classes: Classification[];
  /** Goes on behind this tile, given as `resume`. */
  readonly cursor: TilesCursor;
}

/** An answer, or an array of them, as a list. Throws a ConfigError for anything else, given to `call`. */
export function answersIn(given: TileAnswer | readonly TileAnswer[], call: string): readonly TileAnswer[] {
  const list: unknown[] = [given].flat();
  const wrong = list.findIndex(
    (each) => !isObject(each) || !Array.isArray(each['classes']) || !isObject(each['cursor']),
  );
  if (wrong < 0) return list as TileAnswer[];
  throw new ConfigError('option', `${call} takes answers of classifyTiles, not ${inWords(list[wrong])}`);
}

/** The options of `classifyTiles`: those of `classify` but for the region, and these. */
export interface TilesOptions extends Omit<ClassifyOptions, 'regionOfInterest'> {
  /**
   * The size of a tile in pixels of the sheet: the side of a square, or width and height. Each tile then becomes the input
   * as a photo of this size does, so most of a tile that is no square is not looked at.
   * @default the side of the model's input, such as 224
   * @example classifier.classifyTiles(sheet, { tile: 100 })
   * @example classifier.classifyTiles(sheet, { tile: { width: 300, height: 200 } })
   */
  readonly tile?: number | { readonly width: number; readonly height: number } | undefined;
  /**
   * Pixels from the left edge of a tile to that of the next one, and from row to row: less than `tile` for tiles that
   * overlap. A tile that shows nothing but parts of the one before it is left out.
   * @default the size of a tile
   * @example classifier.classifyTiles(sheet, { tile: 224, stride: 112 })
   */
  readonly stride?: number | { readonly x: number; readonly y: number } | undefined;
  /**
   * What becomes of tiles that reach beyond the right or the lower edge: `pad` fills them with black, as MapReader does;
   * `shift` moves them back until they lie on the sheet, over their neighbours; `drop` leaves them out. A sheet that is
   * smaller than a tile is padded by `shift` as well. A GPUTexture cannot be padded, which is an ImageError.
   * @default 'pad'
   * @example classifier.classifyTiles(sheet, { edge: 'drop' })
   */
  readonly edge?: Edge | undefined;
  /**
   * The most tiles that run at once. The GPU's memory bounds them as well, so a larger number does no harm.
   * @default as many as the GPU runs at once, at most 8
   * @example classifier.classifyTiles(sheet, { batch: 1 })
   */
  readonly batch?: number | undefined;
  /**
   * The `cursor` of the last answer of an earlier call, to go on behind it. `tile`, `stride` and `edge` may be left out. A
   * sheet of another size, or another way to cut it, is a ConfigError. A PNG is read from its beginning nevertheless.
   * @default the first tile is the first one
   * @example classifier.classifyTiles(sheet, { resume: JSON.parse(localStorage.cursor) })
   */
  readonly resume?: TilesCursor | undefined;
  /**
   * Is called as rows are read and tiles are answered, and never after the end. An error that it throws ends the loop.
   * @default nobody is told
   * @example { onProgress: ({ stage, loaded, total }) => console.log(stage, loaded, total) }
   */
  readonly onProgress?: ((progress: TilesProgress) => void) | undefined;
}
