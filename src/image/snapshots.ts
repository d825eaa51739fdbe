/**
 * Photos of elements, canvases and frames, with the pixels that they show at the moment of the call.
 */
import { ImageError } from '../core/errors';
import type { Photo } from '../core/pixels';
import { AS_STORED, photoOf, reasonOf } from './bitmaps';

/** The error for a source that cannot be read, with advice. */
const refused = (name: string, advice: string, cause: unknown): ImageError =>
  new ImageError('unreadable', `${name} cannot be read; ${advice} (${reasonOf(cause)})`, { cause });

/** The pixels that a source shows now. Throws an ImageError with `advice` where it shows none. */
export async function snapshot(source: ImageBitmapSource, name: string, advice: string): Promise<Photo> {
  const bitmap = await createImageBitmap(source, AS_STORED).catch((cause: unknown) => {
    throw refused(name, advice, cause);
  });
  return photoOf(bitmap, name);
}

const IMAGE_ADVICE = 'check that its file is whole';

const UNSIZED_ADVICE = 'keep an SVG without a size in its element until the call has resolved';

/** Pixels of a canvas that no browser refuses for its size. */
const SAFE_PIXELS = 2 ** 24;

/** The same for an image element, SVG drawings without a size of their own included. */
export async function imageSnapshot(image: HTMLImageElement, name: string): Promise<Photo> {
  const shown = image.currentSrc;
  const bitmap = await createImageBitmap(image, AS_STORED).catch(async (cause: unknown) => {
    if (image.currentSrc !== shown) throw refused(name, UNSIZED_ADVICE, cause);
    const drawn = drawNow(image, name);
    // Drawings without a size decode once they are given one; broken images do not.
    const sized = drawn && (await createImageBitmap(image, { resizeWidth: 1, resizeHeight: 1 }).catch(() => undefined));
    sized?.close();
    if (!drawn || !sized) throw refused(name, IMAGE_ADVICE, cause);
    return drawn;
  });
  return photoOf(bitmap, name);
}

/** The image on a canvas of its size; a bitmap made straight of such a drawing is blank in Chromium. */
function drawNow(image: HTMLImageElement, name: string): ImageBitmap | undefined {
  const { naturalWidth: width, naturalHeight: height } = image;
  if (width * height > SAFE_PIXELS) return undefined;
  const canvas = new OffscreenCanvas(width, height);
  try {
    // In ordinary memory: a drawing on the GPU would be black after a crash of the GPU process.
    canvas.getContext('2d', { willReadFrequently: true })?.drawImage(image, 0, 0, width, height);
    return canvas.transferToImageBitmap();
  } catch (cause) {
    throw refused(name, IMAGE_ADVICE, cause);
  }
}
