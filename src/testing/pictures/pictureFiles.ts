/**
 * Picture files made byte by byte, for the tests of what files say of themselves.
 */
import { crc32 } from '../../core/bits/crc32';

/** Bytes of text whose characters are bytes. */
export const bytesOfText = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Numbers of `size` bytes each, one behind the other. */
export function numbers(size: 2 | 4, values: readonly number[], little = false): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(size * values.length));
  values.forEach((value, i) =>
    size === 2 ? view.setUint16(i * 2, value, little) : view.setUint32(i * 4, value, little),
  );
  return new Uint8Array(view.buffer);
}

/** Everything in one array. */
export function joined(...parts: readonly (Uint8Array | string)[]): Uint8Array<ArrayBuffer> {
  const arrays = parts.map((part) => (typeof part === 'string' ? bytesOfText(part) : part));
  const bytes = new Uint8Array(arrays.reduce((length, array) => length + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    bytes.set(array, at);
    at += array.length;
  }
  return bytes;
}

/** How an orientation is written. */
export interface ExifForm {
  readonly little?: boolean;
  /** The number of TIFF's type: 3 is SHORT, 4 is LONG. */
  readonly type?: 3 | 4 | 8 | 9;
}

/** A block of EXIF with an orientation and nothing else, without `Exif\0\0` before it. */
export function exif(orientation: number, { little = false, type = 3 }: ExifForm = {}): Uint8Array<ArrayBuffer> {
  const size = type === 3 || type === 8 ? 2 : 4;
  const value = size === 2 ? [orientation, 0] : [orientation];
  return joined(
    little ? 'II' : 'MM',
    numbers(2, [42], little),
    numbers(4, [8], little),
    numbers(2, [1, 0x0112, type], little),
    numbers(4, [1], little),
    numbers(size, value, little),
    numbers(4, [0], little),
  );
}

/** A chunk of a PNG. */
export function pngChunk(type: string, data: Uint8Array | string): Uint8Array<ArrayBuffer> {
  const body = joined(type, data);
  return joined(numbers(4, [body.length - 4]), body, numbers(4, [crc32(body)]));
}

/** How a PNG is written. */
export interface PngForm {
  readonly width: number;
  readonly height: number;
  /** 2 is RGB, 6 is RGBA. */
  readonly colorType: 2 | 6;
  readonly bits: 8 | 16;
  /** Samples, row by row. */
  readonly samples: readonly number[];
  /** Chunks behind the pixels. */
  readonly behind?: Uint8Array;
}

/** A PNG file. */
export async function pngFile({ width, height, colorType, bits, samples, behind }: PngForm): Promise<Blob> {
  const perRow = width * (colorType === 6 ? 4 : 3);
  const rows = Array.from({ length: height }, (_, y) => {
    const row = samples.slice(y * perRow, (y + 1) * perRow);
    return joined('\0', bits === 8 ? Uint8Array.from(row) : numbers(2, row));
  });
  const packed = new Blob([joined(...rows)]).stream().pipeThrough(new CompressionStream('deflate'));
  const pixels = new Uint8Array(await new Response(packed).arrayBuffer());
  const header = joined(numbers(4, [width, height]), Uint8Array.of(bits, colorType, 0, 0, 0));
  const end = pngChunk('IEND', '');
  return new Blob([joined('\x89PNG\r\n\x1a\n', pngChunk('IHDR', header), pngChunk('IDAT', pixels), behind ?? '', end)]);
}

/** A WebP file that a browser wrote, with EXIF behind its pixels. */
export async function webpWithExif(webp: Blob, block: Uint8Array): Promise<Blob> {
  const bytes = new Uint8Array(await webp.arrayBuffer());
  const extended = String.fromCharCode(...bytes.subarray(12, 16)) === 'VP8X';
  if (!extended) throw new Error('the browser wrote a WebP without VP8X');
  bytes[20] = (bytes[20] ?? 0) | 8;
  const padding = block.length % 2 === 1 ? '\0' : '';
  const chunks = joined(bytes.subarray(8), 'EXIF', numbers(4, [block.length], true), block, padding);
  return new Blob([joined('RIFF', numbers(4, [chunks.length], true), chunks)]);
}

/** A JPEG file with EXIF as its first segment. */
export async function jpegWithExif(jpeg: Blob, block: Uint8Array): Promise<Blob> {
  const segment = joined('Exif\0\0', block);
  return new Blob([joined('\xff\xd8\xff\xe1', numbers(2, [segment.length + 2]), segment), jpeg.slice(2)]);
}
