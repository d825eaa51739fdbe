import { expect, test } from 'vitest';
import {
  exif,
  type ExifForm,
  jpegWithExif,
  joined,
  numbers,
  pngChunk,
  pngFile,
} from '../../testing/pictures/pictureFiles';
import { BlobPieces } from './blobPieces';
import { readHeader } from './fileHeader';
import { orientationIn } from '../orientation';

const headerOf = (...parts: (Uint8Array<ArrayBuffer> | Blob)[]): ReturnType<typeof readHeader> =>
  readHeader(new BlobPieces(new Blob(parts)));

const jpeg = new Blob([
  joined(
    '\xff\xd8\xff\xe0\x00\x10JFIF\0',
    new Uint8Array(9),
    '\xff\xff\xff\xc2\x00\x0b\x08\x01\x02\x03\x04\x01\xff\xda',
  ),
]);
const webp = (...chunks: Uint8Array[]): Uint8Array<ArrayBuffer> =>
  joined('RIFF', numbers(4, [4 + chunks.reduce((n, chunk) => n + chunk.length, 0)], true), 'WEBP', ...chunks);
const chunk = (type: string, data: Uint8Array): Uint8Array<ArrayBuffer> =>
  joined(type, numbers(4, [data.length], true), data, data.length % 2 ? '\0' : '');
const extended = (flags: number): Uint8Array<ArrayBuffer> =>
  chunk('VP8X', joined(Uint8Array.of(flags, 0, 0, 0), '\x57\x04\x00\x34\x02\x00'));

test.each([
  ['JPEG', [jpeg], { width: 0x304, height: 0x102 }],
  ['GIF', [joined('GIF89a', numbers(2, [600, 700], true), new Uint8Array(9))], { width: 600, height: 700 }],
  ['BMP', [joined('BM', new Uint8Array(16), numbers(4, [600, 2 ** 32 - 700], true))], { width: 600, height: 700 }],
  ['WebP', [webp(extended(0))], { width: 0x458, height: 0x235 }],
  [
    'lossy WebP',
    [webp(chunk('VP8 ', joined('\0\0\0\x9d\x01\x2a', numbers(2, [600, 0x4000 + 70], true))))],
    { width: 600, height: 70 },
  ],
  [
    'lossless WebP',
    [webp(chunk('VP8L', joined('\x2f', numbers(4, [599 + 69 * 2 ** 14], true), '\0\0\0\0\0')))],
    { width: 600, height: 70 },
  ],
])('the size of a %s', async (_, parts, size) => {
  expect(await headerOf(...parts)).toMatchObject({ size });
});

test('the size of a PNG, and of nothing else', async () => {
  const png = await pngFile({ width: 1, height: 2, colorType: 2, bits: 8, samples: [1, 2, 3, 4, 5, 6] });
  expect(await headerOf(png)).toEqual({ size: { width: 1, height: 2 }, profile: [] });
  expect(await headerOf(joined('I am no picture.'))).toEqual({});
  expect(await headerOf(joined('GIF8'))).toEqual({});
});

test.each([
  [0xff, 'fill bytes'],
  [0x89, 'chunks'],
])('a file that goes on with 0x%s ends as well', async (byte) => {
  const start = byte === 0xff ? '\xff\xd8\xff' : '\x89PNG\r\n\x1a\n';
  await headerOf(joined(start), new Uint8Array(2 ** 20).fill(byte === 0xff ? 0xff : 0));
});

const forms: ExifForm[] = [false, true].flatMap((little) => ([3, 4, 8, 9] as const).map((type) => ({ little, type })));

test.each(forms)('the orientation of a JPEG, written as %j', async (form) => {
  const pieces = new BlobPieces(await jpegWithExif(jpeg, exif(6, form)));
  const block = (await readHeader(pieces)).exif;
  expect(block?.readByBrowsers).toBe(true);
  const found = block && (await orientationIn(pieces, block));
  expect(found).toMatchObject({ turn: [0, 1, -1, 0, 1, 0], standard: form.type === 3 });
  const tag = await pieces.view(found?.tag.start ?? 0, 2);
  expect(tag?.getUint16(0, form.little)).toBe(0x0112);
});

test('the first EXIF of a JPEG counts', async () => {
  const pieces = new BlobPieces(await jpegWithExif(await jpegWithExif(jpeg, exif(6)), exif(3)));
  const block = (await readHeader(pieces)).exif;
  expect(block && (await orientationIn(pieces, block))).toMatchObject({ turn: [-1, 0, 0, -1, 1, 1] });
});

test('the EXIF of a PNG behind its pixels, and of a WebP only where its flag is set', async () => {
  const block = exif(6);
  const behind = pngChunk('eXIf', block);
  const png = await pngFile({ width: 1, height: 1, colorType: 2, bits: 8, samples: [1, 2, 3], behind });
  const at = png.size - 12 - behind.length;
  const chunkSpan = { start: at, end: at + behind.length };
  expect(await headerOf(png)).toMatchObject({
    exif: { start: at + 8, end: at + 8 + block.length, readByBrowsers: false, chunk: chunkSpan },
  });
  const odd = chunk('ICCP', new Uint8Array(5));
  const flagged = webp(extended(8), odd, chunk('EXIF', block));
  const start = 12 + 18 + 14 + 8;
  expect(await headerOf(flagged)).toMatchObject({
    exif: { start, end: start + block.length },
    profile: [{ start: 12 + 18, end: 12 + 18 + 4 }],
  });
  expect((await headerOf(webp(extended(0), chunk('EXIF', block)))).exif).toBeUndefined();
});

test.each([
  ['an orientation of 1', exif(1)],
  ['0', exif(0)],
  ['9', exif(9)],
  ['a negative one', exif(-6, { type: 9 })],
  ['a block that is cut', exif(6).subarray(0, 14)],
  ['a directory behind the end', joined('II*\0', numbers(4, [4e9], true))],
  ['a byte order of its own', joined('XX', exif(6).subarray(2))],
  ['nothing', new Uint8Array(0)],
])('%s turns nothing', async (_, block) => {
  const pieces = new BlobPieces(new Blob([block, exif(6)]));
  expect(await orientationIn(pieces, { start: 0, end: block.length })).toBeUndefined();
});
