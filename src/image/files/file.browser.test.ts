/**
 * Files with an orientation, and files that no browser decodes.
 */
import { expect, test } from 'vitest';
import { ImageError } from '../../core/errors';
import alphaUrl from '../../testing/goldens/preprocess/alpha.png?url';
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
