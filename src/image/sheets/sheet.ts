/**
 * A picture that is too large to be an input: it is looked at in tiles, from top to bottom.
 */
import type { Photo, PixelSize } from '../../core/pixels';
import type { Region } from '../geometry';

/** A tile of a sheet that no longer depends on it. */
export interface Piece {
  /** May be called again, after an input is lost with its device. */
  readonly open: () => Photo | Promise<Photo>;
  /** The part of the photo that is the tile; absent where it is all of it. */
  readonly region?: Region;
}

/** A sheet that is open. */
export interface Sheet extends PixelSize {
  /**
   * Makes some rows readable, and gives up those above them: bands come from top to bottom. Throws an ImageError for rows
   * that cannot be read, or the reason of `signal`.
   */
  band(y: number, height: number, signal: AbortSignal): Promise<void>;
  /** Cuts a tile out of the band. It may reach beyond the right and the lower edge, where it is black. */
  cut(tile: Region): Piece;
  /** Frees the sheet; a piece of it may then fail to open. */
  close(): void;
}

/** The part of a tile that lies on a sheet. */
export const onSheet = ({ x, y, width, height }: Region, sheet: PixelSize): Region => ({
  ...{ x, y },
  width: Math.min(width, sheet.width - x),
  height: Math.min(height, sheet.height - y),
});

const CHANNELS = 4;
const OPAQUE = 255;

/** Some rows of pixels, of which the first is row `top` of a sheet. */
export interface Rows extends PixelSize {
  readonly rgba: Uint8Array | Uint8ClampedArray;
  readonly top: number;
}

/** A tile of some rows as pixels of its own; what the rows lack is black. */
export function cutRows({ rgba, top, width, height }: Rows, tile: Region): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(tile.width * tile.height * CHANNELS);
  const across = Math.min(tile.width, width - tile.x);
  const down = Math.min(tile.height, top + height - tile.y);
  if (across < tile.width || down < tile.height)
    for (let i = CHANNELS - 1; i < pixels.length; i += CHANNELS) pixels[i] = OPAQUE;
  for (let y = 0; y < down; y++) {
    const from = ((tile.y - top + y) * width + tile.x) * CHANNELS;
    pixels.set(rgba.subarray(from, from + across * CHANNELS), y * tile.width * CHANNELS);
  }
  return pixels;
}
