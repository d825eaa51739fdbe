/**
 * Opens a caller's picture as a sheet.
 */
import { BlobPieces } from '../files/blobPieces';
import { decodeFile, examine, unread } from '../files/file';
import { UPRIGHT } from '../orientation';
import { type ImageSource, isBlob, openPhoto } from '../source';
import { bitmapSheet, photoSheet } from './heldSheet';
import { readPngHeader } from './png/header';
import { PngSheet } from './pngSheet';
import type { Sheet } from './sheet';

const NAME = 'the image';

/** A source as it is at the call: a file, whose bytes cannot change, is opened when `open` is called, once. */
export interface TakenSheet {
  readonly open: () => Promise<Sheet>;
}

/** Takes the pixels of a source before it returns; whatever is wrong with it, `open` throws as an ImageError. */
export function takeSheet(source: ImageSource): TakenSheet {
  if (isBlob(source)) return { open: () => openFileSheet(source) };
  const opening = (async () => photoSheet(await openPhoto(source, NAME), UPRIGHT))();
  opening.catch(() => undefined); // `open` tells of it
  return { open: () => opening };
}

/** A PNG is read by rows, unless its header or its EXIF says otherwise. */
async function openFileSheet(file: Blob): Promise<Sheet> {
  const name = (file as Partial<File>).name || NAME;
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
