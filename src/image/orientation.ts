/**
 * The EXIF orientation of a photo, and the turn that it asks for; `bitmaps.ts` turns.
 */
import { type BlobPieces, hasText } from './files/blobPieces';

/** A part of a file, in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The transform with which a canvas draws a photo upright: x' = a x + c y + e W, y' = b x + d y + f H. */
export type Turn = readonly [a: number, b: number, c: number, d: number, e: 0 | 1, f: 0 | 1];

/** As the camera was held: nothing to turn. */
export const UPRIGHT: Turn = [1, 0, 0, 1, 0, 0];

/** By the orientation; W and H are the size of the result. */
const TURNS: readonly (Turn | undefined)[] = [
  undefined,
  UPRIGHT,
  [-1, 0, 0, 1, 1, 0],
  [-1, 0, 0, -1, 1, 1],
  [1, 0, 0, -1, 0, 1],
  [0, 1, 1, 0, 0, 0],
  [0, 1, -1, 0, 1, 0],
  [0, -1, -1, 0, 1, 1],
  [0, -1, 1, 0, 0, 1],
];

/** Whether a turn makes rows of columns. */
export const swapsAxes = ([a]: Turn): boolean => a === 0;

const ORIENTATION_TAG = 0x0112;
const SHORT = 3;

/** The integers of TIFF, by their number there; Pillow takes any of them for an orientation. */
const READERS: Readonly<Record<number, (view: DataView, at: number, little: boolean) => number>> = {
  [SHORT]: (view, at, little) => view.getUint16(at, little),
  4: (view, at, little) => view.getUint32(at, little),
  8: (view, at, little) => view.getInt16(at, little),
  9: (view, at, little) => view.getInt32(at, little),
};

/** A turn that EXIF asks for. */
export interface Orientation {
  readonly turn: Turn;
  /** Where its tag stands in the file. */
  readonly tag: Span;
  /** Whether it is written as the standard says; browsers read no other. */
  readonly standard: boolean;
}

const ENTRY_BYTES = 12;
const PREFIX = 'Exif\0\0';
const BYTE_ORDERS = [
  { begins: 'II*\0', little: true },
  { begins: 'MM\0*', little: false },
];

/** The orientation in a block of EXIF; undefined where it has none, or none that turns anything. */
export async function orientationIn(file: BlobPieces, { start, end }: Span): Promise<Orientation | undefined> {
  let tiff = start;
  for (let prefixes = 0; prefixes < 2; prefixes++) {
    const prefix = await file.view(tiff, PREFIX.length);
    if (prefix && hasText(prefix, 0, PREFIX)) tiff += PREFIX.length;
  }
  const within = async (at: number, length: number): Promise<DataView | undefined> =>
    tiff + at + length <= end ? file.view(tiff + at, length) : undefined;
  const head = await within(0, 8);
  const order = head && BYTE_ORDERS.find(({ begins }) => hasText(head, 0, begins));
  if (!head || !order) return undefined;
  const directory = head.getUint32(4, order.little);
  const count = (await within(directory, 2))?.getUint16(0, order.little) ?? 0;
  const entries = await within(directory + 2, count * ENTRY_BYTES);
  for (let at = 0; entries && at < entries.byteLength; at += ENTRY_BYTES) {
    if (entries.getUint16(at, order.little) !== ORIENTATION_TAG) continue;
    const type = entries.getUint16(at + 2, order.little);
    const single = entries.getUint32(at + 4, order.little) === 1;
    const turn = single ? TURNS[READERS[type]?.(entries, at + 8, order.little) ?? 0] : undefined;
    const tag = tiff + directory + 2 + at;
    if (turn && turn !== UPRIGHT) return { turn, tag: { start: tag, end: tag + 2 }, standard: type === SHORT };
  }
  return undefined;
}
