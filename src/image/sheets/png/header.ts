/**
 * What stands in a PNG before its pixels: the size, the form of a pixel, the palette.
 */
import { crc32 } from '../../../core/bits/crc32';
import type { PixelSize } from '../../../core/pixels';
import { type BlobPieces, hasText } from '../../files/blobPieces';

/** The samples of a pixel by the number of its form. */
const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;

/** Grey, RGB, palette, grey with alpha, RGBA. */
export type ColorType = keyof typeof CHANNELS;

export interface PngHeader extends PixelSize {
  /** Bits a sample. */
  readonly bits: number;
  readonly colorType: ColorType;
  /** Four bytes a colour, 256 colours; those that the file lacks are black, as browsers show them. */
  readonly palette: Uint8Array | undefined;
  /** Where the first chunk of pixels begins. */
  readonly data: number;
}

const SIGNATURE = '\x89PNG\r\n\x1a\n';

/** Chunks that are looked at before a search is given up. */
const MOST_CHUNKS = 2 ** 12;

/** The samples of a pixel. */
export const channelsOf = ({ colorType }: Pick<PngHeader, 'colorType'>): number => CHANNELS[colorType];

/**
 * Reads the chunks up to the pixels. Undefined for whatever is left to the browser: a file that is no PNG or contradicts
 * itself, and a PNG that is interlaced, animated, or has a colour that is clear outside of a palette.
 */
export async function readPngHeader(file: BlobPieces): Promise<PngHeader | undefined> {
  const start = await file.view(0, SIGNATURE.length);
  if (!start || !hasText(start, 0, SIGNATURE)) return undefined;
  const chunks = new Map<string, Uint8Array>();
  let at = SIGNATURE.length;
  for (let i = 0; i < MOST_CHUNKS; i++) {
    const head = await file.view(at, 8);
    const length = head?.getUint32(0) ?? 0;
    if (!head || hasText(head, 4, 'IEND')) return undefined;
    if (hasText(head, 4, 'IDAT')) return headerOf(chunks, at);
    if (hasText(head, 4, 'acTL')) return undefined;
    const type = ['IHDR', 'PLTE', 'tRNS'].find((each) => hasText(head, 4, each));
    const whole = type && length <= MOST_PALETTE ? await file.view(at + 4, length + 8) : undefined;
    if (type) {
      const bytes = whole && new Uint8Array(whole.buffer, whole.byteOffset, length + 4);
      if (!bytes || crc32(bytes) !== whole.getUint32(length + 4)) return undefined;
      chunks.set(type, bytes.slice(4));
    }
    at += length + 12;
  }
  return undefined;
}

const HEADER_BYTES = 13;

/** Three bytes a colour. */
const MOST_PALETTE = 768;

function headerOf(chunks: ReadonlyMap<string, Uint8Array>, data: number): PngHeader | undefined {
  const header = chunks.get('IHDR');
  if (header?.length !== HEADER_BYTES) return undefined;
  const [width = 0, height = 0] = [0, 4].map((at) => new DataView(header.buffer).getUint32(at));
  const [bits = 0, colorType = -1, ...methods] = header.subarray(8);
  const isDepth = [1, 2, 4, 8, 16].includes(bits) && (colorType === 0 || (colorType === 3 ? bits <= 8 : bits >= 8));
  const isPlain = methods.every((method) => method === 0); // no other compression, filters or order of rows
  if (width * height === 0 || !(colorType in CHANNELS) || !isDepth || !isPlain) return undefined;
  const form = { width, height, bits, colorType: colorType as ColorType, data };
  if (colorType !== 3) return chunks.has('tRNS') ? undefined : { ...form, palette: undefined };
  const palette = paletteOf(chunks.get('PLTE'), chunks.get('tRNS'));
  return palette && { ...form, palette };
}

function paletteOf(colours: Uint8Array | undefined, alphas?: Uint8Array): Uint8Array | undefined {
  const count = (colours?.length ?? 0) / 3;
  if (!colours || !Number.isInteger(count) || !count || (alphas?.length ?? 0) > count) return undefined;
  const palette = new Uint8Array(1024);
  for (let i = 0; i < 256; i++) {
    palette.set(colours.subarray(i * 3, i * 3 + 3), i * 4);
    palette[i * 4 + 3] = alphas?.[i] ?? 255;
  }
  return palette;
}
