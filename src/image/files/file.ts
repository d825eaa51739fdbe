/**
 * Files as photos: decoded by the browser and turned by their EXIF, or refused.
 */
import { ImageError } from '../../core/errors';
import type { Photo } from '../../core/pixels';
import { AS_STORED, checkDecodable, photoOf } from '../bitmaps';
import { BlobPieces } from './blobPieces';
import { type Cut, type FileHeader, readHeader } from './fileHeader';
import { isSvg, SNIFFED_BYTES } from './head';
import { orientationIn, type Turn, UPRIGHT } from '../orientation';

/** Opens a file, or throws an ImageError that calls it `name`. */
export async function openFile(file: Blob, name: string): Promise<Photo> {
  const decoded = await decodeFile(file, name);
  return 'turn' in decoded ? photoOf(decoded.bitmap, name, decoded.turn) : decoded;
}

/** A file as the browser decoded it, with the turn that is left to do. */
export interface Decoded {
  readonly bitmap: ImageBitmap;
  readonly turn: Turn;
}

/**
 * Decodes a file; a drawing is a photo already. With `once` no JPEG is in memory twice, not even while it is decoded.
 * Throws an ImageError that calls it `name`.
 */
export async function decodeFile(file: Blob, name: string, once = false): Promise<Decoded | Photo> {
  // A file that was removed after it was chosen reads as if it were empty.
  const gone = 'name' in file ? ', or no longer where it was chosen' : '';
  if (file.size === 0) throw new ImageError('empty', `${name} is empty${gone}`);
  const { head, header, upright, turn } = await examine(file).catch((cause: unknown) => {
    throw unread(cause, name);
  });
  if (isSvg(head)) return (await import('./svg')).openSvg(file, name);
  // Where a browser is told how to decode, it may make a copy. A JPEG without a profile is decoded as it is stored anyhow.
  const isPlain = once && head[0] === 0xff && header.profile;
  const decoding = isPlain ? createImageBitmap(upright) : createImageBitmap(upright, AS_STORED);
  const bitmap = await decoding.catch(async (cause: unknown) => {
    if (header.size) checkDecodable(header.size, name);
    const { notDecoded } = await import('./notDecoded');
    throw notDecoded({ file, name, head, header }, cause);
  });
  return { bitmap, turn };
}

/** A file without some of its parts. */
function without(file: Blob, cuts: readonly Cut[]): Blob {
  let at = 0;
  const kept = [...cuts]
    .sort((a, b) => a.start - b.start)
    .flatMap(({ start, end, instead = '' }) => {
      const before = file.slice(at, start);
      at = end;
      return [before, instead];
    });
  return new Blob([...kept, file.slice(at)], { type: file.type });
}

/** The error for a file that could not be read; a defect of this library stays what it is. */
export function unread(cause: unknown, name: string): unknown {
  if (!(cause instanceof DOMException)) return cause;
  const message = `${name} cannot be read: it was changed or removed after it was chosen; choose it again`;
  return new ImageError('gone', message, { cause });
}

/** A file's properties that are read before it is decoded. */
interface Examined {
  readonly head: Uint8Array<ArrayBuffer>;
  readonly header: FileHeader;
  /** The file without its colour profile, which WebKit follows come what may, and without what this library turns by. */
  readonly upright: Blob;
  readonly turn: Turn;
}

/** Reads them. Rejects where the file is gone. */
export async function examine(file: Blob, pieces = new BlobPieces(file)): Promise<Examined> {
  const head = await pieces.head(SNIFFED_BYTES);
  const header = await readHeader(pieces);
  const found = header.exif && (await orientationIn(pieces, header.exif));
  const cuts = [...(header.profile ?? [])];
  const turns = header.exif && found && !(header.exif.readByBrowsers && found.standard);
  if (turns) cuts.push(header.exif.chunk ?? { ...found.tag, instead: '\0\0' }); // no tag has the number 0
  const upright = cuts.length > 0 ? without(file, cuts) : file;
  return { head, header, upright, turn: turns ? found.turn : UPRIGHT };
}
