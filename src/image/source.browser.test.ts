/**
 * Every kind of source opened, and every reason not to.
 */
import { describe, expect, test } from 'vitest';
import { ImageError } from '../core/errors';
import { testGpu } from '../testing/device';
import jpegUrl from '../testing/goldens/preprocess/turned6.jpg?url';
import pngUrl from '../testing/goldens/preprocess/profile.png?url';
import alphaUrl from '../testing/goldens/preprocess/alpha.png?url';
import { bytesOf, randomPixels } from '../testing/photos';
import { type ImageSource, openPhoto } from './source';

const fetchBlob = async (url: string): Promise<Blob> => (await fetch(url)).blob();

/** The bytes that the GPU would copy. */
async function pixels(source: ImageSource): Promise<Uint8ClampedArray> {
  const photo = await openPhoto(source, 'the image');
  if (photo.kind !== 'bitmap') throw new Error(`opened as ${photo.kind}`);
  expect([photo.width, photo.height]).toEqual([photo.bitmap.width, photo.bitmap.height]);
  const bytes = await bytesOf((await testGpu()).device, photo.bitmap);
  photo.close();
  return bytes;
}

async function load(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

/** A canvas of opaque noise, and its pixels. */
function noise<Canvas extends HTMLCanvasElement | OffscreenCanvas>(
  canvas: Canvas,
): { canvas: Canvas; data: Uint8ClampedArray } {
  const data = randomPixels(canvas.width * canvas.height).map((v, i) => (i % 4 === 3 ? 255 : v));
  const context = canvas.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
  context?.putImageData(new ImageData(data, canvas.width, canvas.height), 0, 0);
  return { canvas, data };
}

describe('opens', () => {
  test('a file and an image element alike, without the colour profile', async () => {
    const file = await pixels(await fetchBlob(pngUrl));
    expect(await pixels(await load(pngUrl))).toEqual(file);
    const managed = await createImageBitmap(await fetchBlob(pngUrl));
    expect(await bytesOf((await testGpu()).device, managed)).not.toEqual(file);
  });

  test('a translucent image element without a product with alpha', async () => {
    const bytes = await pixels(await load(alphaUrl));
    expect(bytes).toEqual(await pixels(await fetchBlob(alphaUrl)));
    // A product with alpha would leave nothing of the colours of clear pixels.
    expect(bytes.some((value, i) => i % 4 === 0 && bytes[i + 3] === 0 && value > 0)).toBe(true);
  });

  test('a photo turned as its EXIF orientation says', async () => {
    const size = { width: 85, height: 120 };
    expect(await openPhoto(await fetchBlob(jpegUrl), 'it')).toMatchObject(size);
    expect(await openPhoto(await load(jpegUrl), 'it')).toMatchObject(size);
  });

  test('both kinds of canvas, and a frame', async () => {
    const element = noise(Object.assign(document.createElement('canvas'), { width: 20, height: 9 }));
    expect(await pixels(element.canvas)).toEqual(element.data);
    const { canvas, data } = noise(new OffscreenCanvas(20, 9));
    expect(await pixels(canvas)).toEqual(data);
    const frame = new VideoFrame(canvas, { timestamp: 0 });
    expect(await pixels(frame)).toEqual(data);
    frame.close();
  });

  test('a video, at its present frame', async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 24 });
    const context = canvas.getContext('2d');
    const video = Object.assign(document.createElement('video'), { muted: true, srcObject: canvas.captureStream() });
    const loaded = new Promise((resolve) => video.addEventListener('loadeddata', resolve));
    if (context) {
      context.fillStyle = '#f00';
      context.fillRect(0, 0, 32, 24);
    }
    await video.play();
    await loaded;
    const bytes = await pixels(video);
    expect(bytes).toHaveLength(32 * 24 * 4);
    expect(bytes[0]).toBeGreaterThan(240);
    expect(bytes[1]).toBeLessThan(15);
  });

  test('a bitmap, which stays open', async () => {
    const bitmap = await createImageBitmap(new ImageData(4, 3));
    (await openPhoto(bitmap, 'it')).close();
    expect(bitmap.width).toBe(4);
  });

  test('ImageData and a texture as they are', async () => {
    const image = new ImageData(4, 3);
    expect(await openPhoto(image, 'it')).toMatchObject({ kind: 'bytes', rgba: image.data, width: 4, height: 3 });
    const texture = await textureOf({});
    expect(await openPhoto(texture, 'it')).toMatchObject({ kind: 'texture', texture, width: 4, height: 3 });
  });
});

async function textureOf(descriptor: Partial<GPUTextureDescriptor>): Promise<GPUTexture> {
  const usage = GPUTextureUsage.TEXTURE_BINDING;
  return (await testGpu()).device.createTexture({ size: [4, 3], format: 'rgba8unorm', usage, ...descriptor });
}

describe('refuses', () => {
  const message = async (source: unknown, name = 'the image'): Promise<string> => {
    const error = await Promise.resolve()
      .then(() => openPhoto(source as ImageSource, name))
      .then(
        () => new Error('it was opened'),
        (reason: unknown) => reason,
      );
    expect(error).toBeInstanceOf(ImageError);
    return (error as ImageError).message;
  };

  test('an empty file', async () => {
    expect(await message(new Blob([]), 'photo 3')).toBe('photo 3 is empty');
  });

  test('text that is named .png', async () => {
    expect(await message(new File(['I am no picture.'], 'cat.png', { type: 'image/png' }))).toMatch(
      /^the image cannot be decoded/,
    );
  });

  test.each([
    { format: 'JPEG', url: jpegUrl, missing: 2 },
    { format: 'JPEG', url: jpegUrl, missing: 500 },
    { format: 'PNG', url: pngUrl, missing: 12 },
    { format: 'PNG', url: pngUrl, missing: 500 },
  ])('a $format that lacks its last $missing bytes', async ({ url, missing }) => {
    const file = await fetchBlob(url);
    expect(await message(file.slice(0, file.size - missing))).toMatch(/^the image cannot be decoded/);
  });

  test('sources without pixels', async () => {
    expect(await message(new Image())).toMatch(/HTMLImageElement\) has no pixels; wait until it has loaded/);
    expect(await message(Object.assign(document.createElement('canvas'), { width: 0 }))).toMatch(/draw on it first/);
    expect(await message(document.createElement('video'))).toMatch(/first frame/);
    const bitmap = await createImageBitmap(new ImageData(4, 3));
    bitmap.close();
    expect(await message(bitmap)).toMatch(/before it is closed/);
    const frame = new VideoFrame(noise(new OffscreenCanvas(4, 3)).canvas, { timestamp: 0 });
    frame.close();
    expect(await message(frame)).toMatch(/before it is closed/);
  });

  test('other things', async () => {
    expect(await message('cat.png')).toMatch(
      /^the image is of the type String; expected a Blob or one of HTMLImageElement/,
    );
    expect(await message(null)).toMatch(/Null/);
    const floats = new ImageData(4, 3, { pixelFormat: 'rgba-float16' } as ImageDataSettings);
    expect(await message(floats)).toMatch(/rgba-unorm8/);
  });

  test('textures that the shader cannot read', async () => {
    expect(await message(await textureOf({ format: 'rgba8unorm-srgb' }))).toMatch(/format rgba8unorm-srgb/);
    expect(await message(await textureOf({ usage: GPUTextureUsage.COPY_DST }))).toMatch(/TEXTURE_BINDING/);
    expect(await message(await textureOf({ size: [4, 3, 2] }))).toMatch(/one layer/);
  });
});
