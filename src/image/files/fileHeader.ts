/**
 * What the headers of picture files say: the size of the picture, and where its EXIF lies, which
 * `orientation.ts` reads. Nothing is decoded here.
 */
import type { PixelSize } from '../../core/pixels';
import { type BlobPieces, hasText } from './blobPieces';
import type { Span } from '../orientation';

/** Where EXIF stands in a file. */
interface ExifBlock extends Span {
  /** Whether every browser turns pictures of this format by it. For other formats browsers differ. */
  readonly readByBrowsers: boolean;
  /** The part of the file that holds the EXIF alone and can be left out with it, if there is one. */
  readonly chunk?: Span;
}

/** A part of a file that has something else in its place, or nothing, before it is decoded. */
export interface Cut extends Span {
  readonly instead?: string;
}

/** A picture's properties that are read before it is decoded. */
export interface FileHeader {
  readonly size?: PixelSize;
  readonly exif?: ExifBlock;
  /** What says how the colours are meant, but for a JPEG of four, ink: there it says how they become three. */
  readonly profile?: readonly Cut[];
}

/** Segments or chunks that are looked at before a search is given up. */
const MOST_PARTS = 2 ** 16;

type Read = (file: BlobPieces) => Promise<FileHeader>;

/** A kind of file, known by the bytes that it begins with. */
interface Container {
  readonly begins: string;
  readonly inside?: string;
  readonly read: Read;
}

const CONTAINERS: readonly Container[] = [
  { begins: '\xff\xd8\xff', read: readJpeg },
  { begins: '\x89PNG\r\n\x1a\n', read: readPng },
  { begins: 'RIFF', inside: 'WEBP', read: readWebp },
  { begins: 'GIF8', read: sizeAt(6, (view) => [view.getUint16(0, true), view.getUint16(2, true)]) },
  { begins: 'BM', read: sizeAt(18, (view) => [view.getInt32(0, true), Math.abs(view.getInt32(4, true))]) },
];

/** Reads a file's header; it is empty for a file of another format. Rejects where the file is gone. */
export async function readHeader(file: BlobPieces): Promise<FileHeader> {
  const head = await file.view(0, 12);
  if (!head) return {};
  const found = CONTAINERS.find(({ begins, inside = '' }) => hasText(head, 0, begins) && hasText(head, 8, inside));
  return found ? found.read(file) : {};
}

function sizeAt(offset: number, read: (view: DataView) => readonly [width: number, height: number]): Read {
  return async (file) => {
    const view = await file.view(offset, 8);
    if (!view) return {};
    const [width, height] = read(view);
    return { size: { width, height } };
  };
}

/** Start of frame: C0 to CF without those that define tables. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Markers that stand alone; the others have a length behind them. */
const isAlone = (marker: number): boolean => marker === 1 || (marker >= 0xd0 && marker <= 0xd7);

/** Segments up to the scan. The first EXIF counts, as in Pillow. */
async function readJpeg(file: BlobPieces): Promise<FileHeader> {
  let header: FileHeader = {};
  const profile: Cut[] = [];
  let hasProfile = false;
  let at = 2;
  for (let part = 0; part < MOST_PARTS; part++) {
    const head = await file.view(at, 4);
    if (head?.getUint8(0) !== 0xff) break;
    const marker = head.getUint8(1);
    if (marker === 0xff || isAlone(marker)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === 0xda || marker === 0xd9) break;
    const next = at + 2 + head.getUint16(2);
    const body = await file.view(at + 4, 6);
    if (!body) break;
    if (isFrame(marker)) {
      hasProfile = ((await file.view(at + 9, 1))?.getUint8(0) ?? 4) <= 3;
      header = { ...header, size: { width: body.getUint16(3), height: body.getUint16(1) } };
    }
    if (marker === 0xe2 && hasText(body, 0, 'ICC_PR')) profile.push({ start: at, end: next });
    if (marker === 0xe1 && !header.exif && hasText(body, 0, 'Exif\0\0'))
      header = { ...header, exif: { start: at + 4, end: next, readByBrowsers: true } };
    at = next;
  }
  return hasProfile ? { ...header, profile } : header;
}

/** Chunks that say how colours are meant. */
const COLOUR_CHUNKS = ['iCCP', 'gAMA', 'cHRM', 'cICP'];

/** All chunks: EXIF may stand behind the pixels. */
async function readPng(file: BlobPieces): Promise<FileHeader> {
  const sizes = await file.view(16, 8);
  const profile: Cut[] = [];
  let header: FileHeader = sizes ? { size: { width: sizes.getUint32(0), height: sizes.getUint32(4) } } : {};
  let at = 8;
  for (let part = 0; part < MOST_PARTS; part++) {
    const head = await file.view(at, 8);
    if (!head || hasText(head, 4, 'IEND')) break;
    const end = at + 8 + head.getUint32(0);
    const chunk = { start: at, end: end + 4 };
    if (hasText(head, 4, 'eXIf')) header = { ...header, exif: { start: at + 8, end, readByBrowsers: false, chunk } };
    if (COLOUR_CHUNKS.some((type) => hasText(head, 4, type))) profile.push(chunk);
    at = end + 4;
  }
  return { ...header, profile };
}

/** Flags of a WebP: that it has EXIF, and that it has a profile. */
const EXIF_FLAG = 8;
const PROFILE_FLAG = 32;

/** By the first chunk: lossy, lossless, or the one that says what others there are. */
async function readWebp(file: BlobPieces): Promise<FileHeader> {
  const first = await file.view(12, 18);
  if (!first) return {};
  if (hasText(first, 0, 'VP8 '))
    return { size: { width: first.getUint16(14, true) & 0x3fff, height: first.getUint16(16, true) & 0x3fff } };
  if (hasText(first, 0, 'VP8L')) {
    const bits = first.getUint32(9, true);
    return { size: { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 } };
  }
  if (!hasText(first, 0, 'VP8X')) return {};
  const sideAt = (offset: number): number => (first.getUint32(offset, true) & 0xffffff) + 1;
  const profile: Cut[] = [];
  const header = { size: { width: sideAt(12), height: (first.getUint32(14, true) >>> 8) + 1 }, profile };
  const flags = first.getUint8(8);
  if ((flags & (EXIF_FLAG | PROFILE_FLAG)) === 0) return header;
  let at = 12;
  for (let part = 0; part < MOST_PARTS; part++) {
    const head = await file.view(at, 8);
    if (!head) break;
    const start = at + 8;
    const end = start + head.getUint32(4, true);
    if (hasText(head, 0, 'ICCP')) profile.push({ start: at, end: at + 4, instead: 'JUNK' });
    if (flags & EXIF_FLAG && hasText(head, 0, 'EXIF'))
      return { ...header, exif: { start, end, readByBrowsers: false } };
    at = end + (end % 2);
  }
  return header;
}
