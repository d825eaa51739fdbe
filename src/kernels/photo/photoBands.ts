/**
 * How a photo is cut for its first pass: into bands of lines that fit a buffer, and these into tiles that fit a texture.
 * A line runs along the axis that is resampled first: a row, or a column.
 */
import { type PixelSize, type Resample, type ResampleAxis, SUBPIXEL, type TurnedPixels } from '../../core/pixels';

/** A range of whole numbers. */
export interface Range {
  readonly start: number;
  readonly size: number;
}

/** A rectangle of the photo, and where its first pixel lies in the band's lines. */
export interface Tile extends PixelSize {
  readonly x: number;
  readonly y: number;
  /** Pixels between the start of a line and the tile. */
  readonly along: number;
}

/** A rectangle of the photo. */
export type Box = Pick<Tile, 'x' | 'y' | 'width' | 'height'>;

/** Some neighbouring lines. */
export interface Band {
  /** Counted from the first line that the second pass reads. */
  readonly firstLine: number;
  readonly lines: number;
  readonly tiles: readonly Tile[];
}

/** The samples of an axis that any of its outputs reads. */
export function samplesOf({ start, count }: ResampleAxis): Range {
  const first = start.reduce((a, b) => Math.min(a, b));
  const end = start.reduce((latest, at, i) => Math.max(latest, at + (count[i] ?? 0)), 0);
  return { start: first, size: end - first };
}

/** Bands of at most `pixels` pixels (but of one line at least), with tiles of at most `side` pixels a side. */
export function bandsOf(resample: Resample, limits: { readonly pixels: number; readonly side: number }): Band[] {
  const [along, across] = axesOf(resample).map(samplesOf) as [Range, Range];
  const lines = Math.max(1, Math.min(limits.side, Math.floor(limits.pixels / along.size)));
  return cut(across, lines).map((band) => ({
    firstLine: band.start - across.start,
    lines: band.size,
    tiles: cut(along, limits.side).map((piece): Tile => {
      const [x, y] = resample.first === 'horizontal' ? [piece, band] : [band, piece];
      return { x: x.start, y: y.start, width: x.size, height: y.size, along: piece.start - along.start };
    }),
  }));
}

/** The axes in the order of the passes. */
export function axesOf({ horizontal, vertical, first }: Resample): readonly [ResampleAxis, ResampleAxis] {
  return first === 'horizontal' ? [horizontal, vertical] : [vertical, horizontal];
}

function cut({ start, size }: Range, step: number): Range[] {
  const pieces = Math.ceil(size / step);
  return Array.from({ length: pieces }, (_, i) => ({
    start: start + i * step,
    size: Math.min(step, size - i * step),
  }));
}

/** The pixels of a photo that a tile of a turned region is read from. */
export function boxOf({ x, y, width, height }: Tile, { columns, rows }: TurnedPixels, photo: PixelSize): Box {
  const range = (axis: 0 | 1, last: number): Range => {
    const at = (table: Int32Array, i: number): number => table[2 * i + axis] ?? NaN;
    const ends = [x, x + width - 1].flatMap((column) =>
      [y, y + height - 1].map((row) => (at(columns, column) + at(rows, row)) / SUBPIXEL),
    );
    // A pixel more on either side: the sums of a column and a row are rounded.
    const [start, end] = [Math.floor(Math.min(...ends)) - 1, Math.floor(Math.max(...ends)) + 2];
    const within = (pixel: number): number => Math.min(Math.max(pixel, 0), last);
    return { start: within(start), size: within(end) - within(start) + 1 };
  };
  const [across, down] = [range(0, photo.width - 1), range(1, photo.height - 1)];
  return { x: across.start, y: down.start, width: across.size, height: down.size };
}
