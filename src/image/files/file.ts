/**
 * Files as photos: decoded by the browser and turned by their EXIF, or refused with the name of their format.
 */
import { type ErrorCode, ImageError } from '../../core/errors';
import type { Photo, PixelSize } from '../../core/pixels';
import { AS_STORED, photoOf } from '../bitmaps';
import { BlobPieces } from './blobPieces';
import { type FileHeader, readHeader } from './fileHeader';
import { isSvg, sniff, SNIFFED_BYTES } from './fileKinds';
import { orientationIn, type Span, type Turn, UPRIGHT } from '../orientation';
import { openSvg } from './svg';

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
  if (isSvg(head)) return openSvg(file, name);
  // Where a browser is told how to decode, it may make a copy. A JPEG without a profile is decoded as it is stored anyhow.
  const decoding =
    once && header.profile
      ? createImageBitmap(without(upright, header.profile))
      : createImageBitmap(upright, AS_STORED);
  const bitmap = await decoding.catch((cause: unknown) => {
    const named = file.size < LARGE_BYTES ? name : `${name} (${gigabytes(file.size)})`;
    const { code, why } = whyNot(head, header);
    throw new ImageError(code, `${named} cannot be decoded: ${why}`, { cause });
  });
  return { bitmap, turn };
}

/** A file without some of its parts. */
function without(file: Blob, parts: readonly Span[]): Blob {
  const ends = [0, ...parts.map(({ end }) => end)];
  const starts = [...parts.map(({ start }) => start), file.size];
  return new Blob(
    ends.map((end, i) => file.slice(end, starts[i])),
    { type: file.type },
  );
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
  /** The file, without its EXIF orientation if this library turns it. */
  readonly upright: Blob;
  readonly turn: Turn;
}

/** Reads them. Rejects where the file is gone. */
export async function examine(file: Blob, pieces = new BlobPieces(file)): Promise<Examined> {
  const head = await pieces.head(SNIFFED_BYTES);
  const header = await readHeader(pieces);
  const found = header.exif && (await orientationIn(pieces, header.exif));
  if (!header.exif || !found || (header.exif.readByBrowsers && found.standard))
    return { head, header, upright: file, turn: UPRIGHT };
  const { start, end } = header.exif.chunk ?? found.tag;
  const instead = header.exif.chunk ? '' : '\0'.repeat(end - start); // no tag has the number 0
  const parts = [file.slice(0, start), instead, file.slice(end)];
  return { head, header, upright: new Blob(parts, { type: file.type }), turn: found.turn };
}

/** Chromium decodes no picture into more bytes; no other browser is known to decode a larger one. */
const MOST_DECODED_BYTES = 2 ** 31 - 2 ** 21;

/** Messages give the size of files above this many bytes. */
const LARGE_BYTES = 1e8;

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
const decodedBytes = ({ width, height }: PixelSize): number => width * height * 4;

/** Why a browser did not decode a file that begins with `head`. */
function whyNot(
  head: Uint8Array<ArrayBuffer>,
  { size }: FileHeader,
): { readonly code: ErrorCode<'ImageError'>; readonly why: string } {
  const kind = sniff(head);
  const pixels = size ? ` of ${size.width}x${size.height} pixels` : '';
  if (size && decodedBytes(size) > MOST_DECODED_BYTES)
    return {
      code: 'too-large',
      why: `it is ${kind?.name}${pixels}, ${gigabytes(decodedBytes(size))} of them, and browsers stop at 2.1 GB; make it smaller first`,
    };
  if (kind?.decodable)
    return {
      code: 'damaged',
      why: `it is ${kind.name}${pixels}, but truncated, damaged or in a form that this browser does not know`,
    };
  const what = kind
    ? `it is ${kind.name}, which this browser does not open as a picture`
    : 'it begins as no known picture';
  return { code: kind ? 'unsupported' : 'not-an-image', why: `${what}; give a JPEG, PNG or WebP file` };
}
