/**
 * Opens a file as a sheet.
 */
import { BlobPieces } from '../files/blobPieces';
import { decodeFile, examine, unread } from '../files/file';
import { UPRIGHT } from '../orientation';
import { bitmapSheet, photoSheet } from './heldSheet';
import { readPngHeader } from './png/header';
import { PngSheet } from './pngSheet';
import type { Sheet } from './sheet';

/** A PNG is read by rows, unless its header or its EXIF says otherwise. Messages call a file without a name `unnamed`. */
export async function openFileSheet(file: Blob, unnamed: string): Promise<Sheet> {
  const name = (file as Partial<File>).name || unnamed;
  const pieces = new BlobPieces(file);
  try {
    const png = await readPngHeader(pieces);
    if (png && (await examine(file, pieces)).turn === UPRIGHT) return new PngSheet(pieces, png, name);
  } catch (cause) {
    throw unread(cause, name);
  }
  const decoded = await decodeFile(file, name, true);
  return 'turn' in decoded ? bitmapSheet(decoded.bitmap, decoded.turn, name) : photoSheet(decoded, UPRIGHT);
}
