/**
 * Every reason not to open a source, in words.
 */
import { describe, expect, test } from 'vitest';
import { ImageError } from '../core/errors';
import jpegUrl from '../testing/goldens/preprocess/turned6.jpg?url';
import pngUrl from '../testing/goldens/preprocess/profile.png?url';
import { load, noise, photoBytes, svg, textureOf } from '../testing/pictures/photos';
import { type ImageSource, openPhoto } from './source';

const fetchBlob = async (url: string): Promise<Blob> => (await fetch(url)).blob();

describe('refuses', () => {
  const message = async (source: unknown, name?: string): Promise<string> => {
    const opening = (async () => openPhoto(source as ImageSource, name))();
    const error = await opening.then(
      () => new Error('it was opened'),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ImageError);
    return (error as ImageError).message;
  };

  test('an empty file, by its name', async () => {
    expect(await message(new File([], 'cat.png'))).toBe('cat.png is empty, or no longer where it was chosen');
    expect(await message(new Blob([]), 'photo 3')).toBe('photo 3 is empty');
    expect(await message(new File([], 'cat.png'), 'source 3 of 50')).toMatch(/^source 3 of 50 \(cat\.png\) is empty/);
  });

  test('text that is named .png', async () => {
    expect(await message(new File(['I am no picture.'], 'cat.png', { type: 'image/png' }))).toMatch(
      /^cat\.png cannot be decoded/,
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

  test.each([
    ['a Blob behind a proxy', new Proxy(new Blob(['x']), {})],
    ['a canvas behind a proxy', new Proxy(new OffscreenCanvas(4, 3), {})],
    ['an object with the prototype of an element', Object.create(HTMLImageElement.prototype) as HTMLImageElement],
    ['an object with the prototype of a frame', Object.create(VideoFrame.prototype) as VideoFrame],
  ])('%s', async (_, source) => {
    expect(await message(source)).toMatch(/only looks like one; give the object itself, not a proxy of it$/);
  });

  test('sources without pixels', async () => {
    expect(await message(new Image())).toMatch(/HTMLImageElement\) has no pixels; wait until it has loaded/);
    expect(await message(Object.assign(document.createElement('canvas'), { width: 0 }))).toMatch(/draw on it first/);
    const iframe = document.body.appendChild(document.createElement('iframe'));
    const canvases = Array.from({ length: 3 }, () => iframe.contentDocument?.createElement('canvas')) as [
      HTMLCanvasElement,
      HTMLCanvasElement,
      HTMLCanvasElement,
    ];
    noise(canvases[0]);
    canvases[1].getContext('webgl')?.clear(WebGLRenderingContext.COLOR_BUFFER_BIT);
    const shown = await createImageBitmap(noise(new OffscreenCanvas(4, 3)).canvas);
    canvases[2].getContext('bitmaprenderer')?.transferFromImageBitmap(shown);
    iframe.remove(); // Chromium takes the pixels of its canvases as well
    for (const canvas of canvases) expect(await message(canvas)).toMatch(/has no pixels; .*draw on it first/);
    expect(await message(document.createElement('video'))).toMatch(/requestVideoFrameCallback/);
    const bitmap = await createImageBitmap(new ImageData(4, 3));
    bitmap.close();
    expect(await message(bitmap)).toMatch(/before it is closed/);
    const frame = new VideoFrame(noise(new OffscreenCanvas(4, 3)).canvas, { timestamp: 0 });
    frame.close();
    expect(await message(frame)).toMatch(/before it is closed/);
  });

  test('a blank canvas of a document without a window, which may still get a context of any kind', async () => {
    const canvas = document.implementation.createHTMLDocument().createElement('canvas');
    expect(await message(canvas)).toMatch(/has no pixels; .*draw on it first/);
    expect(canvas.getContext('webgl')).not.toBeNull();
  });

  test('more pixels than browsers give out', async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 40_000, height: 40_000 });
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="100000" height="9000"></svg>';
    const sizes = [canvas, new Blob([drawing])].map((source) => message(source));
    expect(await Promise.all(sizes)).toEqual([
      'the image has 40000x40000 pixels, and browsers stop at 2.1 GB; make it smaller first',
      'the image has 100000x9000 pixels, and browsers stop at 2.1 GB; make it smaller first',
    ]);
  });

  test('what looks like a picture, with the picture to give', async () => {
    // A GPU in software imports no video; the class is known by its tag alone.
    expect(await message({ [Symbol.toStringTag]: 'GPUExternalTexture' })).toMatch(
      /^the image is of the type GPUExternalTexture; give the HTMLVideoElement or VideoFrame/,
    );
    expect(await message((await textureOf({})).createView())).toBe(
      'the image is of the type GPUTextureView; give its GPUTexture',
    );
    expect(await message(document.createElement('canvas').getContext('webgpu'))).toMatch(/give its canvas/);
  });

  test('other things', async () => {
    expect(await message('cat.png')).toMatch(
      /^the image is of the type String; expected a Blob or one of HTMLImageElement/,
    );
    expect(await message(null)).toMatch(/Null/);
    expect(
      await message({ [Symbol.toStringTag]: 'HTMLImageElement', naturalWidth: 4, naturalHeight: 3 }, 'it'),
    ).toMatch(/^it cannot be read/);
  });

  test('ImageData whose buffer was transferred', async () => {
    const image = new ImageData(4, 3);
    structuredClone(image.data.buffer, { transfer: [image.data.buffer] });
    expect(await message(image, 'source 2 of 3')).toMatch(
      /^source 2 of 3 .* 4x3 pixels holds 0 numbers instead of 48;/,
    );
  });

  test('a video stream that has shown no frame yet, with the remedy', async () => {
    const canvas = noise(document.createElement('canvas')).canvas;
    const video = Object.assign(document.createElement('video'), { muted: true, srcObject: canvas.captureStream() });
    canvas.getContext('2d')?.fillRect(0, 0, 9, 9);
    await new Promise((resolve) => video.addEventListener('loadeddata', resolve));
    expect(await message(video, 'source 1 of 2')).toMatch(
      /^source 1 of 2 cannot be read; .* after play\(\) has resolved/,
    );
    await video.play();
    expect(await photoBytes(await openPhoto(video))).toHaveLength(canvas.width * canvas.height * 4);
  });

  test('a drawing of another document, by its name', async () => {
    // A foreignObject makes an SVG one that no page may read.
    const inside = '<foreignObject width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml">hi</p></foreignObject>';
    const file = new Blob([svg('width="9" height="9"', inside)], { type: 'image/svg+xml' });
    const image = await load(URL.createObjectURL(file));
    expect(await message(file, 'source 1 of 2')).toMatch(/^source 1 of 2 cannot be read: .*foreignObject/);
    expect(await message(image, 'source 1 of 2')).toMatch(/^source 1 of 2 cannot be read: .*foreignObject/);
    const canvas = Object.assign(document.createElement('canvas'), { width: 9, height: 9 });
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    expect(await message(canvas, 'source 2 of 2')).toMatch(/^source 2 of 2 cannot be read: .*another origin/);
    const bitmap = await createImageBitmap(canvas);
    expect(await message(bitmap, 'source 2 of 2')).toMatch(/^source 2 of 2 cannot be copied: .*another origin/);
  });

  test('textures that the shader cannot read', async () => {
    expect(await message(await textureOf({ format: 'rgba8unorm-srgb' }))).toMatch(/format rgba8unorm-srgb/);
    expect(await message(await textureOf({ usage: GPUTextureUsage.COPY_DST }))).toMatch(/TEXTURE_BINDING/);
    expect(await message(await textureOf({ size: [4, 3, 2] }))).toMatch(/one layer/);
  });
});
