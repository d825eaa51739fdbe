/**
 * Pixels for the tests of the image path.
 */
import type { Photo } from '../../core/pixels';
import { emptyBuffer, readBuffer } from '../../gpu/buffers';
import { testGpu } from '../device';
import { seededTensor } from '../seeded';

/** `count` RGBA pixels of noise, some of them black, white, opaque or clear. */
export function randomPixels(count: number): Uint8ClampedArray<ArrayBuffer> {
  // Seeded values lie in -1..1; clamping makes the extremes frequent.
  return Uint8ClampedArray.from(seededTensor('pixels', [count, 4], 200, 128).data);
}

/** Bytes as the GPU path takes them. */
export const bytesPhoto = (rgba: Uint8ClampedArray<ArrayBuffer>, width: number, height: number): Photo => ({
  kind: 'bytes',
  name: 'noise',
  rgba,
  width,
  height,
  close: () => undefined,
});

/** An image element that has loaded. */
export async function load(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

/** The straight RGBA bytes of a photo as the GPU gets them; the photo is closed. */
export async function photoBytes(photo: Photo): Promise<Uint8ClampedArray> {
  if (photo.kind === 'texture') throw new Error('the photo is a texture');
  try {
    return photo.kind === 'bytes'
      ? Uint8ClampedArray.from(photo.rgba)
      : await bytesOf((await testGpu()).device, photo.bitmap);
  } finally {
    photo.close();
  }
}

/** The pixels of an opaque image file as they are stored, by way of a canvas. */
export async function pixelsOfFile(file: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none' });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (!context) throw new Error('there is no 2d canvas');
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** The RGBA bytes of a bitmap exactly as WebGPU copies them; a canvas would multiply them by alpha. */
export async function bytesOf(device: GPUDevice, bitmap: ImageBitmap): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const { width, height } = bitmap;
  const usage = GPUTextureUsage.COPY_DST | GPUTextureUsage.COPY_SRC | GPUTextureUsage.RENDER_ATTACHMENT;
  const texture = device.createTexture({ size: [width, height], format: 'rgba8unorm', usage });
  device.queue.copyExternalImageToTexture({ source: bitmap }, { texture, premultipliedAlpha: false }, [width, height]);
  const bytesPerRow = Math.ceil(width / 64) * 256;
  const padded = emptyBuffer(device, 'texture', bytesPerRow * height);
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer: padded, bytesPerRow }, [width, height]);
  device.queue.submit([encoder.finish()]);
  const rows = new Uint8Array(await readBuffer(device, padded, padded.size));
  const bytes = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++)
    bytes.set(rows.subarray(y * bytesPerRow, y * bytesPerRow + width * 4), y * width * 4);
  padded.destroy();
  texture.destroy();
  return bytes;
}

/** A canvas of opaque noise, and its pixels. */
export function noise<Canvas extends HTMLCanvasElement | OffscreenCanvas>(
  canvas: Canvas,
): { canvas: Canvas; data: Uint8ClampedArray } {
  const data = randomPixels(canvas.width * canvas.height).map((v, i) => (i % 4 === 3 ? 255 : v));
  const context = canvas.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
  context?.putImageData(new ImageData(data, canvas.width, canvas.height), 0, 0);
  return { canvas, data };
}

/** The text of an SVG drawing. */
export const svg = (attributes: string, inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}</svg>`;

/** A texture of 4x3 pixels, unless the descriptor says otherwise. */
export async function textureOf(descriptor: Partial<GPUTextureDescriptor>): Promise<GPUTexture> {
  const usage = GPUTextureUsage.TEXTURE_BINDING;
  return (await testGpu()).device.createTexture({ size: [4, 3], format: 'rgba8unorm', usage, ...descriptor });
}
