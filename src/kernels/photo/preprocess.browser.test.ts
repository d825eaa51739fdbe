/**
 * The preprocessing shaders against Pillow's pictures and, where those would be large, against the plain reference.
 */
import { describe, expect, test } from 'vitest';
import { ImageError } from '../../core/errors';
import type { Photo, PixelSize, Resample } from '../../core/pixels';
import { readBuffer } from '../../gpu/buffers';
import { pipelinesOf } from '../../gpu/pipelines';
import { viewFor } from '../../image/view';
import type { Interpolation, Recipe, Rgb } from '../../preprocessing/recipes';
import { resampleAxis, resampleOf } from '../../image/resample';
import { openPhoto } from '../../image/source';
import { normalizedLevels } from '../../ops/normalize';
import { overWhite, resample } from '../../ops/resample';
import { testGpu, withErrorScopes } from '../../testing/device';
import goldens from '../../testing/goldens/preprocess.json';
import { bytesOf, bytesPhoto, pixelsOfFile, randomPixels } from '../../testing/pictures/photos';
import { Preprocessor } from './preprocess';

const files = import.meta.glob<string>('../../testing/goldens/preprocess/*', {
  query: '?url',
  import: 'default',
  eager: true,
});
const fetchFile = async (file: string): Promise<Blob> =>
  (await fetch(files[`../../testing/goldens/${file}`] ?? '')).blob();

const mean: Rgb = [0.485, 0.456, 0.406];
const std: Rgb = [0.229, 0.224, 0.225];
const levels = normalizedLevels(mean, std);

/** What the shaders write for a photo. */
async function preprocess(photo: Photo, axes: Resample, channels: 1 | 3 = 3): Promise<Float32Array> {
  const { device } = await testGpu();
  return withErrorScopes(device, async () => {
    const preprocessor = await Preprocessor.create(device, pipelinesOf(device));
    const input = await preprocessor.inputOf(photo, axes, { mean, std }, channels);
    expect(input.size).toBe(axes.horizontal.start.length * axes.vertical.start.length * 16);
    const numbers = new Float32Array(await readBuffer(device, input, input.size));
    input.destroy();
    return numbers;
  });
}

/** The tensor of an 8-bit picture. */
const normalized = (rgb: Uint8Array): Float32Array =>
  Float32Array.from({ length: (rgb.length / 3) * 4 }, (_, i) =>
    i % 4 === 3 ? 0 : (levels[(rgb[Math.floor(i / 4) * 3 + (i % 4)] ?? 0) * 4 + (i % 4)] ?? NaN),
  );

/** Equal to the last bit; the message is short where whole arrays would be thousands of lines. */
function expectSame(got: Float32Array, want: Float32Array): void {
  expect(got.length).toBe(want.length);
  const wrong = want.findIndex((value, i) => !Object.is(got[i], value));
  expect(wrong, `element ${wrong}: got ${got[wrong]}, want ${want[wrong]}`).toBe(-1);
}

/** The 8-bit picture of a tensor. */
const denormalized = (tensor: Float32Array): number[] =>
  [...tensor].flatMap((value, i) => {
    const c = (i % 4) as 0 | 1 | 2 | 3;
    return c === 3 ? [] : [Math.round((value * std[c] + mean[c]) * 255)];
  });

/** Equal to a rounding of the photo's pixels. */
function expectClose(got: Float32Array, want: Float32Array): void {
  const levelsOfWant = denormalized(want);
  const distance = denormalized(got).map((value, i) => Math.abs(value - (levelsOfWant[i] ?? NaN)));
  expect(distance.reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(1);
}

/** How the pixels of a translucent bitmap compare: Firefox keeps them multiplied by alpha, which costs a rounding. */
async function expectTranslucent(): Promise<typeof expectSame> {
  const pixel = new ImageData(Uint8ClampedArray.of(201, 101, 51, 2), 1, 1);
  const bitmap = await createImageBitmap(pixel, { premultiplyAlpha: 'none' });
  const [red] = await bytesOf((await testGpu()).device, bitmap);
  return red === 201 ? expectSame : expectClose;
}

/** Red and blue in each other's place. */
const swapped = (rgba: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> =>
  Uint8ClampedArray.from(rgba, (_, i) => rgba[i % 2 === 0 ? i ^ 2 : i] ?? 0);

/** A resize to `to` without a crop, which may change the proportions. */
function squeeze(from: PixelSize, to: PixelSize, interpolation: Interpolation, first: Resample['first']): Resample {
  const axis = (length: number, outputs: number) => {
    const scale = length / outputs;
    const centres = Array.from({ length: outputs }, (_, i) => (i + 0.5) * scale);
    return resampleAxis(length, scale, centres, interpolation);
  };
  return { horizontal: axis(from.width, to.width), vertical: axis(from.height, to.height), first };
}

describe('grey', () => {
  // Image.new('RGB', (1, 1), colour).convert('L') in Pillow 13.
  const colours = [
    ...[255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 1, 2, 3, 255],
    ...[200, 100, 50, 255, 254, 255, 253, 255, 17, 231, 90, 255],
  ];
  const greys = [76, 150, 29, 2, 124, 254, 151];

  test("is Pillow's L of each pixel, in the first channel alone", async () => {
    const size = { width: greys.length, height: 1 };
    const photo = bytesPhoto(Uint8ClampedArray.from(colours), size.width, size.height);
    const got = await preprocess(photo, squeeze(size, size, 'bilinear', 'horizontal'), 1);
    expectSame(got, Float32Array.from(greys.flatMap((grey) => [levels[grey * 4] ?? NaN, 0, 0, 0])));
  });

  test('comes before the resize, as in timm', async () => {
    const size = { width: 23, height: 17 };
    const rgba = randomPixels(size.width * size.height);
    const toGrey = (at: number): number => {
      const [r = 0, g = 0, b = 0] = overWhite(rgba).subarray(at * 3, at * 3 + 3);
      return (r * 19595 + g * 38470 + b * 7471 + 32768) >> 16;
    };
    const grey = rgba.map((_, i) => (i % 4 === 3 ? 255 : toGrey(Math.floor(i / 4))));
    const axes = squeeze(size, { width: 9, height: 12 }, 'bicubic', 'horizontal');
    const got = await preprocess(bytesPhoto(rgba, size.width, size.height), axes, 1);
    const want = await preprocess(bytesPhoto(grey, size.width, size.height), axes);
    expectSame(
      got,
      want.map((value, i) => (i % 4 === 0 ? value : 0)),
    );
  });
});

describe('as Pillow and torchvision', () => {
  test.each(goldens)(
    '$file to $inputSize, $recipe $interpolation',
    async ({ file, expected, inputSize, ...recipe }) => {
      const photo = await openPhoto(await fetchFile(file), 'the photo');
      const view = viewFor(photo, [inputSize, inputSize], recipe as Recipe);
      const got = await preprocess(photo, resampleOf(view, (recipe as Recipe).interpolation));
      photo.close();
      const want = normalized(overWhite((await pixelsOfFile(await fetchFile(expected))).data));
      if (file.endsWith('.jpg'))
        expectClose(got, want); // decoders of JPEG differ
      else if (/alpha|palette/.test(file)) (await expectTranslucent())(got, want);
      else expectSame(got, want);
    },
  );
});

describe('as the plain reference', () => {
  test.each([
    { width: 9000, height: 40, first: 'horizontal', interpolation: 'bilinear' },
    { width: 9000, height: 500, first: 'horizontal', interpolation: 'bilinear' }, // two bands of two tiles
    { width: 40, height: 9000, first: 'horizontal', interpolation: 'bicubic' },
    { width: 40, height: 9000, first: 'vertical', interpolation: 'bicubic' },
    { width: 33, height: 17, first: 'vertical', interpolation: 'bicubic' },
  ] as const)('$width x $height, $first first, $interpolation', async ({ width, height, first, interpolation }) => {
    const rgba = randomPixels(width * height);
    const axes = squeeze({ width, height }, { width: 24, height: 13 }, interpolation, first);
    const got = await preprocess(bytesPhoto(rgba, width, height), axes);
    expectSame(got, normalized(resample(overWhite(rgba), width, axes)));
  });

  test.each([
    { width: 9000, height: 40 },
    { width: 40, height: 9000 },
  ])('a bitmap of $width x $height', async ({ width, height }) => {
    const image = new ImageData(randomPixels(width * height), width, height);
    const bitmap = await createImageBitmap(image, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
    const photo = await openPhoto(bitmap, 'the photo');
    const axes = squeeze(photo, { width: 24, height: 13 }, 'bilinear', 'horizontal');
    const got = await preprocess(photo, axes);
    bitmap.close();
    (await expectTranslucent())(got, normalized(resample(overWhite(image.data), width, axes)));
  });

  test.each([
    { format: 'rgba8unorm', stored: (rgba: Uint8ClampedArray) => rgba.slice(), texelBytes: 4 },
    { format: 'bgra8unorm', stored: swapped, texelBytes: 4 },
    // A float is rounded to the nearest of the 256 levels.
    {
      format: 'rgba32float',
      stored: (rgba: Uint8ClampedArray) => Float32Array.from(rgba, (v) => (v - 0.4) / 255),
      texelBytes: 16,
    },
  ] as const)('a texture of the format $format', async ({ format, stored, texelBytes }) => {
    const { device } = await testGpu();
    const [width, height] = [35, 20];
    const rgba = randomPixels(width * height);
    const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
    const texture = device.createTexture({ size: [width, height], format, usage });
    device.queue.writeTexture({ texture }, stored(rgba), { bytesPerRow: width * texelBytes }, [width, height]);
    const photo = await openPhoto(texture, 'the photo');
    const view = viewFor(photo, [16, 16], { recipe: 'official-verify', interpolation: 'bicubic' });
    const axes = resampleOf(view, 'bicubic');
    expectSame(await preprocess(photo, axes), normalized(resample(overWhite(rgba), width, axes)));
    texture.destroy();
  });
});

test('a photo that was closed is an ImageError', async () => {
  const photo = await openPhoto(await createImageBitmap(new ImageData(8, 8)), 'the photo');
  photo.close();
  await expect(preprocess(photo, squeeze(photo, photo, 'bilinear', 'horizontal'))).rejects.toThrow(ImageError);
});
