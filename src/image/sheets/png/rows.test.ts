/**
 * PNGs of every form, written here by Node's zlib, against pixels by the definition of the format.
 */
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joined, numbers, pngChunk } from '../../../testing/pictures/pictureFiles';
import { BlobPieces } from '../../files/blobPieces';
import { type ColorType, readPngHeader } from './header';
import { BrokenPng } from './inflate';
import { toRgba } from './pixels';
import { PngRows } from './rows';

interface Form {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly colorType: ColorType;
  /** The filter of each row, in turns. */
  readonly filters?: readonly number[];
  /** Chunks between the header and the pixels. */
  readonly before?: readonly Uint8Array[];
  /** The length of the chunks that the pixels are cut into. */
  readonly cut?: number;
}

const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;
const SIGNATURE = '\x89PNG\r\n\x1a\n';

/** Samples that vary, with many of the lowest and the highest. */
function samplesOf({ width, height, bits, colorType }: Form): number[] {
  const most = 2 ** bits - 1;
  let state = 12345;
  return Array.from({ length: width * height * CHANNELS[colorType] }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const value = (state >>> 8) % (most + 3);
    return value > most ? (value % 2) * most : value;
  });
}

/** A row's samples as bytes. */
function packed(row: readonly number[], bits: number): number[] {
  if (bits === 16) return row.flatMap((sample) => [sample >> 8, sample & 255]);
  const bytes: number[] = new Array<number>(Math.ceil((row.length * bits) / 8)).fill(0);
  row.forEach((sample, i) => {
    const bit = i * bits;
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (sample << (8 - bits - (bit & 7)));
  });
  return bytes;
}

/** The filters as the specification writes them. */
function filtered(kind: number, row: readonly number[], above: readonly number[], step: number): number[] {
  return row.map((byte, i) => {
    const [a, b, c] = [row[i - step] ?? 0, above[i] ?? 0, i >= step ? (above[i - step] ?? 0) : 0];
    const p = a + b - c;
    const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
    const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    return (byte - ([0, a, b, (a + b) >> 1, paeth][kind] ?? 0)) & 255;
  });
}

function rawRows(form: Form, samples: readonly number[]): Uint8Array {
  const { width, height, bits, colorType, filters = [0] } = form;
  const perRow = width * CHANNELS[colorType];
  const step = Math.max(1, (bits * CHANNELS[colorType]) >> 3);
  let above: number[] = [];
  const rows = Array.from({ length: height }, (_, y) => {
    const row = packed(samples.slice(y * perRow, (y + 1) * perRow), bits);
    const kind = filters[y % filters.length] ?? 0;
    const bytes = [kind, ...filtered(kind, row, above, step)];
    above = row;
    return bytes;
  });
  return Uint8Array.from(rows.flat());
}

const headerChunk = ({ width, height, bits, colorType }: Form, interlace = 0): Uint8Array =>
  pngChunk('IHDR', joined(numbers(4, [width, height]), Uint8Array.of(bits, colorType, 0, 0, interlace)));

function png(form: Form, samples = samplesOf(form)): Uint8Array<ArrayBuffer> {
  const pixels = deflateSync(rawRows(form, samples));
  const { before = [], cut = pixels.length } = form;
  const parts = Array.from({ length: Math.ceil(pixels.length / cut) }, (_, i) =>
    pngChunk('IDAT', pixels.subarray(i * cut, (i + 1) * cut)),
  );
  return joined(SIGNATURE, headerChunk(form), ...before, ...parts, pngChunk('IEND', ''));
}

async function decoded(bytes: Uint8Array<ArrayBuffer>): Promise<number[]> {
  const file = new BlobPieces(new Blob([bytes]));
  const header = await readPngHeader(file);
  if (!header) throw new Error('no header');
  const rows = new PngRows(file, header);
  const rgba = new Uint8ClampedArray(header.width * header.height * 4);
  const write = toRgba(header);
  for (let y = 0; y < header.height; y++) write(await rows.next(), rgba, y * header.width * 4);
  rows.close();
  return [...rgba];
}

/** What the specification says that the samples mean, with the high byte of 16 bits. */
function meant({ bits, colorType }: Form, samples: readonly number[], palette: readonly (readonly number[])[] = []) {
  const channels = CHANNELS[colorType];
  const byte = (sample: number): number => (bits === 16 ? sample >> 8 : (sample * 255) / (2 ** bits - 1));
  return Array.from({ length: samples.length / channels }, (_, i) => {
    const [a = 0, b = 0, c = 0, d = 0] = samples.slice(i * channels, (i + 1) * channels);
    if (colorType === 3) return palette[a] ?? [0, 0, 0, 255];
    if (colorType === 0 || colorType === 4) return [byte(a), byte(a), byte(a), colorType === 4 ? byte(b) : 255];
    return [byte(a), byte(b), byte(c), colorType === 6 ? byte(d) : 255];
  }).flat();
}

const FORMS: readonly (readonly [ColorType, number])[] = [
  ...([1, 2, 4, 8, 16] as const).map((bits) => [0, bits] as const),
  ...([8, 16] as const).flatMap((bits) => [[2, bits] as const, [4, bits] as const, [6, bits] as const]),
];
const WIDTHS = [1, 3, 8, 13];

test.each(FORMS)('colour type %d of %d bits, every filter, rows that end within a byte', async (colorType, bits) => {
  for (const width of WIDTHS) {
    const form = { width, height: 11, bits, colorType, filters: [4, 1, 3, 2, 0, 4, 3] };
    const samples = samplesOf(form);
    expect(await decoded(png(form, samples))).toEqual(meant(form, samples));
  }
});

const colours = (count: number): number[][] =>
  Array.from({ length: count }, (_, i) => [(i * 67) % 256, (i * 31) % 256, 255 - i, 255]);
const PLTE = (count: number): Uint8Array =>
  pngChunk('PLTE', Uint8Array.from(colours(count).flatMap((colour) => colour.slice(0, 3))));

test.each([1, 2, 4, 8])('a palette of %d bits, some of its colours translucent, some missing', async (bits) => {
  const form: Form = { width: 9, height: 5, bits, colorType: 3 };
  const count = Math.max(2, 2 ** bits - 3);
  const alpha = [0, 128];
  const before = [PLTE(count), pngChunk('tRNS', Uint8Array.from(alpha))];
  const samples = samplesOf(form);
  const palette = colours(count).map(([r = 0, g = 0, b = 0], i) => [r, g, b, alpha[i] ?? 255]);
  expect(await decoded(png({ ...form, before }, samples))).toEqual(meant(form, samples, palette));
});

test('chunks of one byte, of none, and others between header and pixels change nothing', async () => {
  const form: Form = { width: 5, height: 7, bits: 8, colorType: 2, filters: [4] };
  const expected = await decoded(png(form));
  expect(await decoded(png({ ...form, cut: 1 }))).toEqual(expected);
  const others = [pngChunk('tEXt', 'Author\0x'), pngChunk('IDAT', ''), pngChunk('gAMA', numbers(4, [45455]))];
  expect(await decoded(png({ ...form, before: others.slice(0, 1) }))).toEqual(expected);
  expect(await decoded(png({ ...form, before: [others[2] as Uint8Array, others[1] as Uint8Array] }))).toEqual(expected);
});

const header = (bytes: Uint8Array<ArrayBuffer>): ReturnType<typeof readPngHeader> =>
  readPngHeader(new BlobPieces(new Blob([bytes])));

test('headers that no PNG has are none', async () => {
  const form: Form = { width: 2, height: 2, bits: 8, colorType: 2 };
  const wrong: Partial<Record<keyof Form, number>>[] = [
    { width: 0 },
    { height: 0 },
    { bits: 3 },
    { colorType: 1 },
    { colorType: 7 },
    { bits: 4 },
    { bits: 16, colorType: 3 },
  ];
  for (const odd of wrong)
    expect(await header(joined(SIGNATURE, headerChunk({ ...form, ...odd } as Form), pngChunk('IDAT', '')))).toBe(
      undefined,
    );
  expect(await header(joined(SIGNATURE, headerChunk(form), pngChunk('IEND', '')))).toBe(undefined);
  expect(await header(joined(SIGNATURE, headerChunk({ ...form, colorType: 3 }), pngChunk('IDAT', '')))).toBe(undefined);
  expect(await header(png(form))).toMatchObject({ width: 2, height: 2, bits: 8, colorType: 2 });
});

test('whatever browsers read in a way of their own is left to them', async () => {
  const form: Form = { width: 2, height: 2, bits: 8, colorType: 2 };
  const damaged = (chunk: Uint8Array): Uint8Array => chunk.map((byte, i) => (i === 9 ? byte ^ 1 : byte));
  const palette: Form = { ...form, colorType: 3 };
  const rows: readonly (readonly [what: string, file: Uint8Array<ArrayBuffer>])[] = [
    ['interlaced', joined(SIGNATURE, headerChunk(form, 1), pngChunk('IDAT', ''))],
    ['animated', png({ ...form, before: [pngChunk('acTL', numbers(4, [1, 0]))] })],
    ['a clear colour', png({ ...form, before: [pngChunk('tRNS', numbers(2, [1, 2, 3]))] })],
    ['a damaged palette', png({ ...palette, before: [damaged(PLTE(4))] })],
    ['more alphas than colours', png({ ...palette, before: [PLTE(2), pngChunk('tRNS', new Uint8Array(3))] })],
    ['a damaged header', joined(SIGNATURE, damaged(headerChunk(form)), pngChunk('IDAT', ''))],
  ];
  for (const [what, file] of rows) expect(await header(file), what).toBe(undefined);
});

test('whatever is cut off or changed in the pixels is an error or a picture, never a hang', async () => {
  const whole = png({ width: 20, height: 20, bits: 8, colorType: 6, filters: [0, 1, 2, 3, 4], cut: 100 });
  const expected = (await decoded(whole)).length;
  for (let length = 60; length < whole.length - 30; length += 37)
    await expect(decoded(whole.slice(0, length)), `${length} bytes`).rejects.toThrow(/ends before|no header/);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 45, max: whole.length - 13 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, bits) => {
        const changed = whole.slice();
        changed[at] = (changed[at] ?? 0) ^ bits;
        await expect(decoded(changed)).rejects.toBeInstanceOf(BrokenPng);
      },
    ),
    { numRuns: 300 },
  );
  expect(expected).toBe(1600);
});

test('a filter that there is not is named', async () => {
  const form: Form = { width: 2, height: 2, bits: 8, colorType: 0, filters: [0, 9] };
  await expect(decoded(png(form))).rejects.toThrow('row 1 has the filter 9');
});

test('of a picture that is packed a thousandfold little is inflated at once', async () => {
  const [width, height] = [8000, 4000];
  const pixels = deflateSync(new Uint8Array((width * 3 + 1) * height), { level: 9 });
  const form: Form = { width, height, bits: 8, colorType: 2 };
  const file = new BlobPieces(
    new Blob([joined(SIGNATURE, headerChunk(form), pngChunk('IDAT', pixels), pngChunk('IEND', ''))]),
  );
  const rows = new PngRows(file, (await readPngHeader(file)) as NonNullable<Awaited<ReturnType<typeof readPngHeader>>>);
  let most = 0;
  const before = process.memoryUsage().arrayBuffers;
  for (let y = 0; y < height; y++) {
    await rows.next();
    if (y % 100 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  rows.close();
  expect(most).toBeLessThan(60e6); // of 96 MB
});
