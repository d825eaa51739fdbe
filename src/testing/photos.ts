/**
 * Pixels for the tests of the image path.
 */
import type { Photo } from '../core/pixels';
import { seededTensor } from './seeded';

/** `count` RGBA pixels of noise, some of them black, white, opaque or clear. */
export function randomPixels(count: number): Uint8ClampedArray<ArrayBuffer> {
  // Seeded values lie in -1..1; clamping makes the extremes frequent.
  return Uint8ClampedArray.from(seededTensor('pixels', [count, 4], 200, 128).data);
}

/** Bytes as the GPU path takes them. */
export const bytesPhoto = (rgba: Uint8ClampedArray<ArrayBuffer>, width: number, height: number): Photo => ({
  kind: 'bytes',
  rgba,
  width,
  height,
  close: () => undefined,
});

/** The pixels of an opaque image file as they are stored, by way of a canvas. */
export async function pixelsOfFile(file: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none' });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (!context) throw new Error('there is no 2d canvas');
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}
