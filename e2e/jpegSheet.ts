/**
 * Large baseline JPEGs, of blocks of one grey each.
 */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

const BLOCK = 8;
const COMPONENTS = [1, 2, 3];

/** The grey of a block. */
export const greyOf = (column: number, row: number): number =>
  40 + ((column * 7 + row * 13 + (column >> 3) * 29) % 180);

const segment = (marker: number, ...bytes: readonly number[]): number[] => {
  const length = bytes.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...bytes];
};

/** Codes of 2 to 6 bits for the sizes of differences, as the standard's example has them. */
const DC_COUNTS = [0, 1, 5, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const DC_CODES = ['00', '010', '011', '100', '101', '110', '1110', '11110', '111110'];
/** The one code of the other coefficients: there are none. */
const END = '0';

/** Each coefficient of a flat block is a step of one grey. */
function head(width: number, height: number): Buffer {
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  const quantizers = new Array<number>(64).fill(8);
  return Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xe0, ...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0),
    ...segment(0xdb, 0, ...quantizers),
    ...segment(0xc0, 8, ...size, 3, ...COMPONENTS.flatMap((id) => [id, 0x11, 0])),
    ...segment(0xc4, 0x00, ...DC_COUNTS, ...DC_CODES.keys()),
    ...segment(0xc4, 0x10, 1, ...new Array<number>(15).fill(0), 0),
    ...segment(0xda, 3, ...COMPONENTS.flatMap((id) => [id, 0x00]), 0, 63, 0),
  ]);
}

/** The bits of a difference. */
function difference(value: number): string {
  if (value === 0) return DC_CODES[0] ?? '';
  const size = 32 - Math.clz32(Math.abs(value));
  const bits = value > 0 ? value : value + (1 << size) - 1;
  return (DC_CODES[size] ?? '') + bits.toString(2).padStart(size, '0');
}

/** The blocks, and behind the last one ones that fill a byte. */
function* scan(columns: number, rows: number): Generator<Buffer> {
  const colour = difference(0) + END;
  let before = 128;
  let rest = '';
  for (let row = 0; row < rows; row++) {
    const bits = [rest];
    for (let column = 0; column < columns; column++) {
      const grey = greyOf(column, row);
      bits.push(difference(grey - before), END, colour, colour);
      before = grey;
    }
    const text = bits.join('');
    const whole = row === rows - 1 ? text.padEnd(Math.ceil(text.length / 8) * 8, '1') : text;
    const bytes: number[] = [];
    let at = 0;
    for (; at + 8 <= whole.length; at += 8) {
      const byte = parseInt(whole.slice(at, at + 8), 2);
      bytes.push(byte, ...(byte === 0xff ? [0] : []));
    }
    rest = whole.slice(at);
    yield Buffer.from(bytes);
  }
}

/** Writes a baseline JPEG; sides are multiples of 8. */
export async function writeJpegSheet(path: string, width: number, height: number): Promise<void> {
  function* parts(): Generator<Buffer> {
    yield head(width, height);
    yield* scan(width / BLOCK, height / BLOCK);
    yield Buffer.from([0xff, 0xd9]);
  }
  await pipeline(parts, createWriteStream(path));
}
