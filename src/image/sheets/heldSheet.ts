/**
 * A picture that is decoded as a whole, once, as a sheet.
 */
import { ImageError } from '../../core/errors';
import type { Photo } from '../../core/pixels';
import { AS_STORED, bytesPhoto, inBytes, photoOf, reasonOf } from '../bitmaps';
import type { Region } from '../geometry';
import { swapsAxes, type Turn } from '../orientation';
import { cutRows, onSheet, type Piece, type Sheet } from './sheet';

const atOnce = (): Promise<void> => Promise.resolve();

/** The sheet of a bitmap that a turn brings upright, tile by tile; the bitmap becomes the sheet's. */
export function bitmapSheet(bitmap: ImageBitmap, turn: Turn, name: string): Sheet {
  const [width, height] = swapsAxes(turn) ? [bitmap.height, bitmap.width] : [bitmap.width, bitmap.height];
  const open = async (tile: Region): Promise<Photo> => {
    const inside = onSheet(tile, { width, height });
    const { x, y, ...size } = stored(inside, turn, { width, height });
    const cut = await createImageBitmap(bitmap, x, y, size.width, size.height, AS_STORED).catch((cause: unknown) => {
      throw new ImageError('unreadable', `${name} cannot be cut into tiles: ${reasonOf(cause)}`, { cause });
    });
    const photo = await photoOf(cut, name, turn);
    if (photo.kind === 'texture' || (inside.width === tile.width && inside.height === tile.height)) return photo;
    const { rgba } = await inBytes(photo);
    const rows = { rgba, top: 0, width: inside.width, height: inside.height };
    return bytesPhoto(cutRows(rows, { ...tile, x: 0, y: 0 }), name, tile);
  };
  return { width, height, band: atOnce, cut: (tile) => ({ open: () => open(tile) }), close: () => bitmap.close() };
}

/** The sheet of a photo, which becomes the sheet's. */
export function photoSheet(photo: Photo, turn: Turn): Sheet {
  const { kind, name, width, height } = photo;
  if (kind === 'bitmap') return bitmapSheet(photo.bitmap, turn, name);
  const cut = (tile: Region): Piece => {
    if (kind === 'bytes') {
      const pixels = bytesPhoto(cutRows({ rgba: photo.rgba, top: 0, width, height }, tile), name, tile);
      return { open: () => pixels };
    }
    const inside = onSheet(tile, { width, height });
    if (inside.width < tile.width || inside.height < tile.height)
      throw new ImageError(
        'unsupported',
        `${name} (GPUTexture) cannot be padded; choose the edge 'shift' or 'drop', or give a canvas`,
      );
    return { open: () => photo, region: tile };
  };
  return { width, height, band: atOnce, cut, close: () => photo.close() };
}

/** Where a region of the picture lies before the turn. */
function stored(region: Region, [a, b, c, d, e, f]: Turn, sheet: Pick<Region, 'width' | 'height'>): Region {
  const corner = (x: number, y: number): readonly [number, number] => {
    const [right, down] = [x - e * sheet.width, y - f * sheet.height];
    return [a * right + b * down, c * right + d * down];
  };
  const [x1, y1] = corner(region.x, region.y);
  const [x2, y2] = corner(region.x + region.width, region.y + region.height);
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) };
}
