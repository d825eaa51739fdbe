/**
 * Sheets of a few tiles, of smooth colours, and large white ones.
 */
import { joined, numbers, pngChunk, pngFile } from './pictureFiles';

export const WIDTH = 75;
export const HEIGHT = 50;

/** Channel `c` of pixel (x, y): smooth, so that neighbouring tiles differ. */
export const level = (x: number, y: number, c: number, alpha = 255): number =>
  c === 3 ? alpha : Math.round(127 + 120 * Math.sin(x / (5 + 3 * c) + y / (9 - 2 * c)));

export const samplesOf = (width: number, height: number, channels: 3 | 4, at = level, left = 0, top = 0): number[] =>
  Array.from({ length: width * height * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return at(left + (pixel % width), top + Math.floor(pixel / width), i % channels);
  });

export const png = (width = WIDTH, height = HEIGHT): Promise<Blob> =>
  pngFile({ width, height, colorType: 2, bits: 8, samples: samplesOf(width, height, 3) });

export const canvas = (translucent = false): OffscreenCanvas => {
  const made = new OffscreenCanvas(WIDTH, HEIGHT);
  const at = (x: number, y: number, c: number): number => level(x, y, c, translucent ? 30 + x * 3 : 255);
  const data = Uint8ClampedArray.from(samplesOf(WIDTH, HEIGHT, 4, at));
  made.getContext('2d')?.putImageData(new ImageData(data, WIDTH), 0, 0);
  return made;
};

interface Form {
  readonly width: number;
  readonly height: number;
  readonly colorType: number;
  readonly interlace: 0 | 1;
}

/** A PNG of 8 bits with these compressed rows. */
export function sheetOf({ width, height, colorType, interlace }: Form, pixels: Uint8Array): Blob {
  const header = joined(numbers(4, [width, height]), Uint8Array.of(8, colorType, 0, 0, interlace));
  const chunks = [pngChunk('IHDR', header), pngChunk('IDAT', pixels), pngChunk('IEND', '')];
  return new Blob([joined('\x89PNG\r\n\x1a\n', ...chunks)]);
}

/** A large white PNG, of which nobody sees the pixels. */
export async function white(width: number, height: number): Promise<Blob> {
  const row = new Uint8Array(width + 1).fill(255, 1);
  const rows = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (let y = 0; y < height; y++) controller.enqueue(row.slice());
      controller.close();
    },
  });
  const packed = await new Response(rows.pipeThrough(new CompressionStream('deflate') as never)).arrayBuffer();
  return sheetOf({ width, height, colorType: 0, interlace: 0 }, new Uint8Array(packed));
}
