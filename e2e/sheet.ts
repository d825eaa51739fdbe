/**
 * Large sheets, written row by row: flat colours with thin lines, as maps are.
 */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflate } from 'node:zlib';
import { joined, numbers, pngChunk } from '../src/testing/pictures/pictureFiles';

/** The pixels of a sheet in RGB: pixel (x, y) depends on its place only. */
export function colourOf(x: number, y: number): readonly [red: number, green: number, blue: number] {
  if (x % 61 === 0 || y % 47 === 0) return [60, 50, 40];
  const field = (Math.floor(x / 61) * 7 + Math.floor(y / 47) * 13) % 16;
  return [235 - field * 5, 225 - ((field * 11) % 60), 190 + field * 2];
}

/** Rows of RGB with the filter that takes the difference from the row above, as encoders like for maps. */
function* filteredRows(width: number, height: number): Generator<Buffer> {
  let above = Buffer.alloc(width * 3);
  for (let y = 0; y < height; y++) {
    const row = Buffer.alloc(width * 3);
    for (let x = 0; x < width; x++) row.set(colourOf(x, y), x * 3);
    const filtered = Buffer.alloc(width * 3 + 1);
    filtered[0] = 2;
    for (let i = 0; i < row.length; i++) filtered[i + 1] = (row[i] ?? 0) - (above[i] ?? 0);
    above = row;
    yield filtered;
  }
}

/** Writes a PNG of RGB, 8 bits a sample. */
export async function writeSheet(path: string, width: number, height: number): Promise<void> {
  const header = joined(numbers(4, [width, height]), Uint8Array.of(8, 2, 0, 0, 0));
  async function* parts(): AsyncGenerator<Uint8Array> {
    yield joined('\x89PNG\r\n\x1a\n', pngChunk('IHDR', header));
    const packed = Readable.from(filteredRows(width, height)).pipe(createDeflate({ level: 6 }));
    for await (const part of packed) yield pngChunk('IDAT', part as Buffer);
    yield pngChunk('IEND', '');
  }
  await pipeline(parts, createWriteStream(path));
}
