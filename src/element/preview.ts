/**
 * Shows a photo that a person or a program has given.
 */
import { tagOf } from '../core/described';
import type { ImageSource } from '../index';

/** The longest side of a preview in pixels. */
const MOST_PIXELS = 1024;

/** What is drawn into a canvas needs no address, which a content security policy might not allow. */
export type Taken = Promise<ImageBitmap | undefined>;

/** The pixels as they are now; undefined for what is no picture: `classify` says what is wrong with it. */
async function bitmapOf(source: ImageSource, options: ImageBitmapOptions): Taken {
  try {
    return await createImageBitmap(source as ImageBitmapSource, options);
  } catch {
    return undefined;
  }
}

/** The pixels of a source as they are now; undefined for one that is no picture, or that only an `<img>` can show. */
export const take = (source: ImageSource): Taken =>
  tagOf(source) === 'GPUTexture' ? Promise.resolve(undefined) : bitmapOf(source, {});

/** Draws the pixels. */
export function draw(bitmap: ImageBitmap, canvas: HTMLCanvasElement): void {
  const scale = Math.min(1, MOST_PIXELS / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
}

/** Sources whose pixels change or go while the model loads; files and images stay. */
const PASSING = ['HTMLCanvasElement', 'OffscreenCanvas', 'HTMLVideoElement', 'VideoFrame', 'ImageBitmap', 'ImageData'];

/** A source that may wait: a copy with the very numbers, if it would change meanwhile. */
export async function kept(source: ImageSource): Promise<ImageSource> {
  if (!PASSING.includes(tagOf(source))) return source;
  return (await bitmapOf(source, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' })) ?? source;
}
