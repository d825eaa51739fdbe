/**
 * Files with an orientation, and files that no browser decodes.
 */
import { expect, test, vi } from 'vitest';
import { ImageError } from '../../core/errors';
import alphaUrl from '../../testing/goldens/preprocess/alpha.png?url';
import profileUrl from '../../testing/goldens/preprocess/profile.png?url';
import wideUrl from '../../testing/goldens/preprocess/wide.png?url';
import { photoBytes } from '../../testing/pictures/photos';
import {
  exif,
  jpegWithExif,
  joined,
  numbers,
  pngChunk,
  pngFile,
  webpWithExif,
} from '../../testing/pictures/pictureFiles';
import { openPhoto } from '../source';

const SIZE = { width: 7, height: 5 } as const;
const samples = Array.from({ length: 7 * 5 * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 67) % 256));

/** Where pixel (x, y) of the turned picture comes from, by the orientation's definition. */
const FROM: Readonly<Record<number, (x: number, y: number) => readonly [x: number, y: number]>> = {
  2: (x, y) => [SIZE.width - 1 - x, y],
  3: (x, y) => [SIZE.width - 1 - x, SIZE.height - 1 - y],
  4: (x, y) => [x, SIZE.height - 1 - y],
  5: (x, y) => [y, x],
  6: (x, y) => [y, SIZE.height - 1 - x],
  7: (x, y) => [SIZE.width - 1 - y, SIZE.height - 1 - x],
  8: (x, y) => [SIZE.width - 1 - y, x],
};
const ORIENTATIONS = Object.keys(FROM).map(Number);

function turned(bytes: Uint8ClampedArray, orientation: number): { width: number; height: number; bytes: number[] } {
  const [width, height] = orientation > 4 ? [SIZE.height, SIZE.width] : [SIZE.width, SIZE.height];
  const pixels = Array.from({ length: width * height }, (_, i) => {
    const [x, y] = FROM[orientation]?.(i % width, Math.floor(i / width)) ?? [0, 0];
    const at = (y * SIZE.width + x) * 4;
    return [...bytes.slice(at, at + 4)];
  });
  return { width, height, bytes: pixels.flat() };
}

async function opened(file: Blob): Promise<{ width: number; height: number; bytes: number[] }> {
  const photo = await openPhoto(file);
  const { width, height } = photo;
  return { width, height, bytes: [...(await photoBytes(photo))] };
}

/** The picture as the browser writes it. */
async function written(type: string, pixels = samples): Promise<Blob> {
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
  canvas.getContext('2d')?.putImageData(new ImageData(Uint8ClampedArray.from(pixels), SIZE.width), 0, 0);
  return canvas.convertToBlob({ type, quality: type === 'image/webp' ? 1 : 0.9 });
}

test.each(ORIENTATIONS)('a WebP of orientation %d is turned, once', async (orientation) => {
  for (const translucent of [false, true]) {
    const pixels = samples.map((value, i) => (translucent && i % 4 === 3 ? 1 + ((i * 29) % 255) : value));
    const file = await written('image/webp', pixels);
    const plain = await photoBytes(await openPhoto(file));
    for (const little of [false, true])
      for (const prefix of ['', 'Exif\0\0']) {
        const block = joined(prefix, exif(orientation, { little }));
        expect(await opened(await webpWithExif(file, block))).toEqual(turned(plain, orientation));
      }
  }
});

test.each(ORIENTATIONS)('a PNG of orientation %d is turned, once, wherever it says so', async (orientation) => {
  const picture = { ...SIZE, colorType: 6, bits: 8, samples } as const;
  const chunk = pngChunk('eXIf', exif(orientation));
  const behind = await pngFile({ ...picture, behind: chunk });
  expect(await opened(behind)).toEqual(turned(Uint8ClampedArray.from(samples), orientation));
  const plain = await pngFile(picture);
  const headEnd = 8 + 25;
  const ahead = new Blob([plain.slice(0, headEnd), chunk, plain.slice(headEnd)]);
  expect(await opened(ahead)).toEqual(turned(Uint8ClampedArray.from(samples), orientation));
});

test.each(ORIENTATIONS)('a JPEG of orientation %d is turned, once, whatever its type', async (orientation) => {
  const file = await written('image/jpeg');
  const plain = await photoBytes(await openPhoto(file));
  for (const type of [3, 4, 8, 9] as const)
    for (const little of [false, true]) {
      const block = exif(orientation, { type, little });
      expect(await opened(await jpegWithExif(file, block))).toEqual(turned(plain, orientation));
    }
});

test('a large picture is turned strip by strip', async () => {
  const canvas = new OffscreenCanvas(700, 2000); // 2000 wide when it is turned: three strips
  const context = canvas.getContext('2d');
  context?.drawImage(await createImageBitmap(await (await fetch(wideUrl)).blob()), 0, 0, 700, 2000);
  const file = await canvas.convertToBlob({ type: 'image/webp', quality: 1 });
  const plain = context?.getImageData(0, 0, 700, 2000).data;
  const photo = await openPhoto(await webpWithExif(file, exif(8)));
  expect(photo).toMatchObject({ width: 2000, height: 700 });
  const pixels = new Uint32Array((await photoBytes(photo)).buffer);
  const expected = new Uint32Array(plain?.buffer ?? new ArrayBuffer(0));
  expect(pixels.every((pixel, i) => pixel === expected[(i % 2000) * 700 + (699 - Math.floor(i / 2000))])).toBe(true);
});

/** The profile of a PNG, which swaps colours. */
async function swapping(): Promise<Uint8Array<ArrayBuffer>> {
  const file = new Uint8Array(await (await fetch(profileUrl)).arrayBuffer());
  const at = file.findIndex((_, i) => String.fromCharCode(...file.subarray(i, i + 4)) === 'iCCP');
  const chunk = file.slice(at + 4, at + 4 + new DataView(file.buffer).getUint32(at - 4));
  const packed = new Blob([chunk.slice(chunk.indexOf(0) + 2)]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** A picture and the same with a profile, in which EXIF asks for a turn as well. */
const PROFILED: readonly (readonly [type: string, make: () => Promise<readonly [plain: Blob, profiled: Blob]>])[] = [
  [
    'JPEG',
    async () => {
      const plain = await jpegWithExif(await written('image/jpeg'), exif(6, { type: 4 }));
      const segment = joined('ICC_PROFILE\0\x01\x01', await swapping());
      const head = joined('\xff\xd8\xff\xe2', numbers(2, [segment.length + 2]), segment);
      return [plain, new Blob([head, plain.slice(2)])];
    },
  ],
  [
    'PNG',
    async () => {
      const plain = await pngFile({ ...SIZE, colorType: 6, bits: 8, samples, behind: pngChunk('eXIf', exif(6)) });
      const packed = new Blob([await swapping()]).stream().pipeThrough(new CompressionStream('deflate'));
      const chunk = joined('p\0\0', new Uint8Array(await new Response(packed).arrayBuffer()));
      const headEnd = 8 + 25;
      return [plain, new Blob([plain.slice(0, headEnd), pngChunk('iCCP', chunk), plain.slice(headEnd)])];
    },
  ],
  [
    'PNG with gamma',
    async () => {
      const plain = await pngFile({ ...SIZE, colorType: 6, bits: 8, samples });
      const headEnd = 8 + 25;
      const chunk = pngChunk('gAMA', numbers(4, [100_000]));
      return [plain, new Blob([plain.slice(0, headEnd), chunk, plain.slice(headEnd)])];
    },
  ],
  [
    'WebP',
    async () => {
      const plain = await webpWithExif(await written('image/webp'), exif(6));
      const profile = await swapping();
      const chunk = joined('ICCP', numbers(4, [profile.length], true), profile, profile.length % 2 ? '\0' : '');
      const bytes = joined(new Uint8Array(await plain.slice(0, 30).arrayBuffer()), chunk);
      bytes[20] = (bytes[20] ?? 0) | 32;
      new DataView(bytes.buffer).setUint32(4, plain.size - 8 + chunk.length, true);
      return [plain, new Blob([bytes, plain.slice(30)])];
    },
  ],
];

test.each(PROFILED)('the profile of a %s changes nothing, also where a browser always converts', async (_, make) => {
  const [plain, profiled] = await make();
  const drawn = async (file: Blob): Promise<Uint8ClampedArray | undefined> => {
    const context = new OffscreenCanvas(SIZE.width, SIZE.height).getContext('2d');
    context?.drawImage(await createImageBitmap(file), 0, 0);
    return context?.getImageData(0, 0, SIZE.width, SIZE.height).data;
  };
  expect(await drawn(profiled)).not.toEqual(await drawn(plain)); // the profile says something
  const want = await opened(plain);
  const decode = globalThis.createImageBitmap;
  vi.stubGlobal('createImageBitmap', (source: ImageBitmapSource, ...rest: unknown[]) =>
    source instanceof Blob
      ? decode(source, { ...(rest[0] as ImageBitmapOptions | undefined), colorSpaceConversion: 'default' })
      : (decode as (...args: unknown[]) => Promise<ImageBitmap>)(source, ...rest),
  );
  try {
    expect(await opened(profiled)).toEqual(want);
  } finally {
    vi.unstubAllGlobals();
  }
});

const message = async (file: Blob, name?: string): Promise<string> => {
  const error: unknown = await Promise.resolve(openPhoto(file, name)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ImageError);
  return (error as ImageError).message;
};

test('what cannot be decoded is called what it is', async () => {
  expect(await message(new File([joined('\0\0\0\x18ftypheic', new Uint8Array(500))], 'IMG_1.HEIC'))).toBe(
    'IMG_1.HEIC cannot be decoded: it is a HEIC photo, which this browser does not open as a picture; give a JPEG, PNG or WebP file',
  );
  const png = await (await fetch(alphaUrl)).blob();
  expect(await message(png.slice(0, png.size / 2), 'source 3 of 50')).toMatch(
    /^source 3 of 50 cannot be decoded: it is a PNG image of \d+x\d+ pixels, but truncated, damaged or/,
  );
  expect(await message(new Blob([new Uint8Array(5000)]))).toMatch(
    /^the image cannot be decoded: it begins as no known/,
  );
});

test('a picture beyond what browsers decode says its size and the limit', async () => {
  const header = joined(numbers(4, [30000, 30000]), '\x08\0\0\0\0');
  const file = joined('\x89PNG\r\n\x1a\n', pngChunk('IHDR', header), pngChunk('IDAT', 'x'), pngChunk('IEND', ''));
  expect(await message(new File([file], 'huge.png'))).toBe(
    'huge.png has 30000x30000 pixels, and browsers stop at 2.1 GB; make it smaller first',
  );
});
