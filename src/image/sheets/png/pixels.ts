/**
 * The rows of a PNG as pixels: red, green, blue and straight alpha, a byte each. Of 16 bits the high byte counts, as in
 * files that a browser decodes.
 */
import { channelsOf, type PngHeader } from './header';

/** Writes the pixels of a row, from index `at` on. */
export type ToRgba = (row: Uint8Array, rgba: Uint8ClampedArray | Uint8Array, at: number) => void;

/** The bytes of a row. */
export const rowBytes = (header: PngHeader): number => Math.ceil((header.width * header.bits * channelsOf(header)) / 8);

/** The bytes from a pixel to the one on its left; one for pixels that are smaller. */
export const pixelBytes = (header: PngHeader): number => Math.max(1, (header.bits * channelsOf(header)) >> 3);

/** How the rows of a file become pixels. */
export function toRgba(header: PngHeader): ToRgba {
  const { bits, palette } = header;
  if (bits < 8 || palette) return fromTable(header, tableOf(header));
  return fromSamples(header);
}

/** Pixels of whole samples: each is a byte, or a byte and one that is left out. */
function fromSamples({ width, bits, colorType }: PngHeader): ToRgba {
  const size = bits / 8;
  const isGrey = colorType === 0 || colorType === 4;
  const hasAlpha = colorType === 4 || colorType === 6;
  const colours = isGrey ? 1 : 3;
  const step = size * (colours + Number(hasAlpha));
  const [green, blue, alpha] = isGrey ? [0, 0, size] : [size, 2 * size, 3 * size];
  return (row, rgba, at) => {
    for (let x = 0, from = 0, to = at; x < width; x++, from += step, to += 4) {
      rgba[to] = row[from] as number;
      rgba[to + 1] = row[from + green] as number;
      rgba[to + 2] = row[from + blue] as number;
      rgba[to + 3] = hasAlpha ? (row[from + alpha] as number) : 255;
    }
  };
}

/** Pixels of at most 8 bits, by a table of four bytes for each value. */
function fromTable({ width, bits }: PngHeader, table: Uint8Array): ToRgba {
  const mask = (1 << bits) - 1;
  const perByte = 8 / bits;
  return (row, rgba, at) => {
    for (let x = 0, to = at; x < width; x++, to += 4) {
      const shift = 8 - bits * ((x % perByte) + 1);
      const from = (((row[Math.floor(x / perByte)] as number) >> shift) & mask) * 4;
      rgba[to] = table[from] as number;
      rgba[to + 1] = table[from + 1] as number;
      rgba[to + 2] = table[from + 2] as number;
      rgba[to + 3] = table[from + 3] as number;
    }
  };
}

/** The palette, or the greys of so many bits. */
function tableOf({ bits, palette }: PngHeader): Uint8Array {
  if (palette) return palette;
  const most = (1 << bits) - 1;
  const greys = Array.from({ length: most + 1 }, (_, value) => {
    const grey = (value * 255) / most;
    return [grey, grey, grey, 255];
  });
  return Uint8Array.from(greys.flat());
}
