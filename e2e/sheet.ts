/**
 * Large sheets, written row by row: flat colours with thin lines, as maps are.
 */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflate } from 'node:zlib';
import { crc32 } from '../src/core/bits/crc32';

/** The pixels of a sheet in RGB: pixel (x, y) depends on its place only. */
export function colourOf(x: number, y: number): readonly [red: number, green: number, blue: number] {
  if (x % 61 === 0 || y % 47 === 0) return [60, 50, 40];
  const field = (Math.floor(x / 61) * 7 + Math.floor(y / 47) * 13) % 16;
  return [235 - field * 5, 225 - ((field * 11) % 60), 190 + field * 2];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
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
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  async function* parts(): AsyncGenerator<Buffer> {
    yield Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
    yield chunk('IHDR', header);
    const packed = Readable.from(filteredRows(width, height)).pipe(createDeflate({ level: 6 }));
    for await (const part of packed) yield chunk('IDAT', part as Buffer);
    yield chunk('IEND', Buffer.alloc(0));
  }
  await pipeline(parts, createWriteStream(path));
}
