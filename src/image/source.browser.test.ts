/**
 * Every kind of source opened, and every reason not to.
 */
import { describe, expect, test, vi } from 'vitest';
import { testGpu } from '../testing/device';
import { pngFile } from '../testing/pictures/pictureFiles';
import jpegUrl from '../testing/goldens/preprocess/turned6.jpg?url';
import pngUrl from '../testing/goldens/preprocess/profile.png?url';
import alphaUrl from '../testing/goldens/preprocess/alpha.png?url';
import { bytesOf, load, noise, photoBytes, randomPixels, svg, textureOf } from '../testing/pictures/photos';
import { type ImageSource, openPhoto } from './source';

const fetchBlob = async (url: string): Promise<Blob> => (await fetch(url)).blob();

/** The bytes that the GPU would copy. */
const pixels = async (source: ImageSource): Promise<Uint8ClampedArray> => photoBytes(await openPhoto(source));

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
    expect(await openPhoto(await fetchBlob(jpegUrl))).toMatchObject(size);
    expect(await openPhoto(await load(jpegUrl))).toMatchObject(size);
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
    (await openPhoto(bitmap)).close();
    expect(bitmap.width).toBe(4);
  });

  test('ImageData and a texture as they are', async () => {
    const image = new ImageData(4, 3);
    expect(await openPhoto(image)).toMatchObject({ kind: 'bytes', rgba: image.data, width: 4, height: 3 });
    const texture = await textureOf({});
    expect(await openPhoto(texture)).toMatchObject({ kind: 'texture', texture, width: 4, height: 3 });
  });
});

test('a canvas that an OffscreenCanvas drew on, with or without a window', async () => {
  const iframe = document.body.appendChild(document.createElement('iframe'));
  const canvas = iframe.contentDocument?.createElement('canvas') as HTMLCanvasElement;
  Object.assign(canvas, { width: 20, height: 9 });
  const { data } = noise(canvas.transferControlToOffscreen());
  await vi.waitFor(async () => expect(await pixels(canvas)).toEqual(data));
  iframe.remove();
  expect(await pixels(canvas)).toEqual(data);
});

describe('takes what is shown when it is called', () => {
  /** The bytes of a photo that was opened before `change` ran. */
  async function before(source: ImageSource, change: () => void): Promise<Uint8ClampedArray> {
    const photo = openPhoto(source);
    change();
    return photoBytes(await photo);
  }

  test('canvases, frames and ImageData that change or end right behind the call', async () => {
    for (const blank of [new OffscreenCanvas(20, 9), Object.assign(document.createElement('canvas'), { width: 20 })]) {
      const { canvas, data } = noise(blank);
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      expect(await before(canvas, () => context.clearRect(0, 0, 300, 300))).toEqual(data);
    }
    const { canvas, data } = noise(new OffscreenCanvas(20, 9));
    const frame = new VideoFrame(canvas, { timestamp: 0 });
    expect(await before(frame, () => frame.close())).toEqual(data);
    const image = new ImageData(data.slice(), 20, 9);
    expect(await before(image, () => image.data.fill(0))).toEqual(data);
  });

  test('a WebGL canvas whose drawing is gone a turn later', async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
    document.body.append(canvas);
    const gl = canvas.getContext('webgl');
    gl?.clearColor(0.2, 0.4, 0.6, 1);
    gl?.clear(gl.COLOR_BUFFER_BIT);
    const photo = openPhoto(canvas);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await photoBytes(await photo)).slice(0, 4)).toEqual(Uint8ClampedArray.of(51, 102, 153, 255));
    canvas.remove();
  });

  test('an image element whose src changes', async () => {
    const image = await load(pngUrl);
    const expected = await pixels(image);
    expect(await before(image, () => (image.src = alphaUrl))).toEqual(expected);
  });

  test.each(['none', 'premultiply'] as const)('a bitmap that is closed, byte for byte: alpha %s', async (alpha) => {
    const { device } = await testGpu();
    for (const colorSpace of ['srgb', 'display-p3'] as const)
      for (const opaque of [false, true]) {
        const noisy = randomPixels(180).map((v, i) => (opaque && i % 4 === 3 ? 255 : v));
        const image = new ImageData(noisy, 20, 9, { colorSpace });
        const bitmap = await createImageBitmap(image, { premultiplyAlpha: alpha, colorSpaceConversion: 'none' });
        const expected = await bytesOf(device, bitmap);
        expect(await before(bitmap, () => bitmap.close())).toEqual(expected);
      }
    const decoded = await createImageBitmap(await fetchBlob(jpegUrl));
    const expected = await bytesOf(device, decoded);
    expect(await before(decoded, () => decoded.close())).toEqual(expected);
  });
});

describe('half floats', () => {
  // Chromium copies narrower ones after all.
  const size = { width: 64, height: 16 } as const;
  /** Every level of 8 bits in each channel, as 16 bits; alpha from none to all. */
  const levels = Array.from({ length: 1024 * 4 }, (_, i) => ((i >> 2) * ([1, 3, 7, 1][i % 4] ?? 0)) % 256);

  test.each([2, 6] as const)(
    'a PNG of 16 bits as an image element, equal to its file: colour type %d',
    async (colorType) => {
      const samples = levels.filter((_, i) => colorType === 6 || i % 4 < 3).map((level) => level * 257);
      const file = await pngFile({ ...size, colorType, bits: 16, samples });
      const url = URL.createObjectURL(file);
      const image = await load(url);
      const expected = visible(await pixels(file));
      expect(visible(await pixels(image))).toEqual(expected);
      expect(visible(await pixels(await createImageBitmap(image, { premultiplyAlpha: 'none' })))).toEqual(expected);
      const frame = new VideoFrame(image, { timestamp: 0 });
      expect(visible(await pixels(frame))).toEqual(expected);
      frame.close();
      URL.revokeObjectURL(url);
    },
  );

  test.each([
    [2, 0.05],
    [6, 0.15],
  ] as const)(
    'of 16 bits that 8 do not hold: at most one level off, and mostly none: type %d',
    async (colorType, most) => {
      const samples = Array.from({ length: 1024 * (colorType === 6 ? 4 : 3) }, (_, i) =>
        colorType === 6 && i % 4 === 3 ? 30000 + ((i * 7919) % 35536) : (i * 40503) % 65536,
      );
      const file = await pngFile({ ...size, colorType, bits: 16, samples });
      const [image, expected] = [await pixels(await load(URL.createObjectURL(file))), await pixels(file)];
      const off = image.map((value, i) => Math.abs(value - (expected[i] ?? 0)));
      expect(Math.max(...off)).toBeLessThanOrEqual(1);
      expect(off.reduce((sum, value) => sum + value) / off.length).toBeLessThan(most);
    },
  );

  test('a canvas and ImageData', async () => {
    const bytes = Uint8ClampedArray.from(levels);
    const image = new ImageData(64, 16, { pixelFormat: 'rgba-float16' });
    bytes.forEach((level, i) => (image.data[i] = level / 255));
    expect(await pixels(image)).toEqual(bytes);
    const canvas = new OffscreenCanvas(64, 16);
    const context = canvas.getContext('2d', { ...{ colorType: 'float16' } });
    context?.putImageData(image, 0, 0);
    expect(visible(await pixels(canvas))).toEqual(visible(bytes));
  });
});

/** Straight bytes without the colours of clear pixels, which no picture shows. */
const visible = (bytes: Uint8ClampedArray): Uint8ClampedArray =>
  bytes.map((value, i) => (bytes[i | 3] === 0 ? 0 : value));

describe('classes', () => {
  test('ImageData, canvas and Blob of an iframe', async () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const inner = frame.contentWindow as (Window & typeof globalThis) | null;
    if (!inner) throw new Error('there is no frame');
    const { data, canvas } = noise(Object.assign(inner.document.createElement('canvas'), { width: 20, height: 9 }));
    const image = canvas.getContext('2d')?.getImageData(0, 0, 20, 9);
    if (!image) throw new Error('there is no canvas');
    expect(image).not.toBeInstanceOf(ImageData);
    expect(await pixels(image)).toEqual(data);
    expect(await pixels(canvas)).toEqual(data);
    const file = await fetchBlob(pngUrl);
    expect(await pixels(new inner.Blob([await file.arrayBuffer()]))).toEqual(await pixels(file));
    frame.remove();
  });

  test('a canvas element and a file of classes with names of their own', async () => {
    class Board extends HTMLCanvasElement {
      get [Symbol.toStringTag](): string {
        return 'Board';
      }
    }
    customElements.define('test-board', Board, { extends: 'canvas' });
    const board = document.createElement('canvas', { is: 'test-board' });
    const { canvas, data } = noise(Object.assign(board, { width: 20, height: 9 }));
    expect(String(canvas)).toBe('[object Board]');
    expect(await pixels(canvas)).toEqual(data);
    class Upload extends File {
      get [Symbol.toStringTag](): string {
        return 'Upload';
      }
    }
    const file = await fetchBlob(pngUrl);
    expect(await pixels(new Upload([file], 'cat.png'))).toEqual(await pixels(file));
  });
});

describe('SVG drawings', () => {
  const inside = '<rect width="100%" height="100%" fill="#c83264"/>';

  test.each([
    ['a size', 'width="20" height="10"', [20, 10]],
    ['no size', '', [300, 150]],
    ['a view box alone', 'viewBox="0 0 40 20"', [300, 150]],
    ['one side', 'width="80" viewBox="0 0 40 20"', [80, 40]],
    ['percents', 'width="100%" height="100%" viewBox="0 0 40 20"', [300, 150]],
  ])('as a file without a type and as an image element: %s', async (_, attributes, [width = 0, height = 0]) => {
    const file = new Blob(['<?xml version="1.0"?>\n<!-- drawn -->', svg(attributes, inside)]);
    const url = URL.createObjectURL(new Blob([file], { type: 'image/svg+xml' }));
    for (const source of [file, await load(url)]) {
      const bytes = await pixels(source);
      expect(bytes).toHaveLength(width * height * 4);
      expect(bytes.every((value, i) => value === [0xc8, 0x32, 0x64, 255][i % 4])).toBe(true);
    }
    URL.revokeObjectURL(url);
  });

  test('that cannot be drawn, in words', async () => {
    const broken = openPhoto(new File(['<svg width="3"><rect'], 'logo.svg'));
    await expect(broken).rejects.toThrow(/^logo\.svg is an SVG drawing that cannot be drawn/);
  });

  test('in a worker, a sentence', async () => {
    const script =
      "import { openPhoto } from '" +
      new URL('./source.ts', import.meta.url).href +
      "';" +
      // The runner of the tests wraps each import() in src/ by what only its own page has.
      'globalThis.__vitest_browser_runner__ = { wrapDynamicImport: (load) => load() };' +
      "openPhoto(new Blob(['<svg></svg>'])).catch((error) => postMessage(error.message));";
    const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), { type: 'module' });
    const message = await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = reject;
    });
    expect(message).toMatch(/^the image is an SVG drawing, which a worker cannot draw/);
    worker.terminate();
  });
});
