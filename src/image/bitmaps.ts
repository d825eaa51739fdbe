/**
 * Bitmaps as photos that a GPU copies: upright, with straight alpha, of 8 bits a channel, free to be read.
 */
import { ImageError } from '../core/errors';
import { Pauses } from '../core/pauses';
import type { CopiedPhoto, Photo, PixelSize } from '../core/pixels';
import { swapsAxes, type Turn, UPRIGHT } from './orientation';

/** A photo as bytes. */
export type BytesPhoto = Extract<Photo, { readonly kind: 'bytes' }>;

/** Options that keep the file's own bytes: browsers by default turn, convert colours and multiply by alpha. */
export const AS_STORED: ImageBitmapOptions = {
  colorSpaceConversion: 'none',
  premultiplyAlpha: 'none',
  imageOrientation: 'from-image',
};

/** Chromium decodes no picture into more bytes; no other browser is known to decode a larger one. */
const MOST_DECODED_BYTES = 2 ** 31 - 2 ** 21;

/** Throws an ImageError for more pixels than a browser gives out. */
export function checkDecodable({ width, height }: PixelSize, name: string): void {
  if (4 * width * height > MOST_DECODED_BYTES)
    throw new ImageError(
      'too-large',
      `${name} has ${width}x${height} pixels, and browsers stop at 2.1 GB; make it smaller first`,
    );
}

export const nothing = (): void => undefined;

/** The photo of a bitmap, which it owns and closes. Throws an ImageError. */
export async function photoOf(bitmap: ImageBitmap, name: string, turn = UPRIGHT): Promise<Photo> {
  const format = await formatOfCorner(bitmap, name).catch((error: unknown) => {
    bitmap.close();
    throw error;
  });
  if (format !== null && turn === UPRIGHT) {
    const { width, height } = bitmap;
    return { kind: 'bitmap', bitmap, name, width, height, close: () => bitmap.close() };
  }
  return bytesOfBitmap(bitmap, name, turn, format);
}

/** The bytes of a bitmap, which is closed. Throws an ImageError. */
async function bytesOfBitmap(
  bitmap: ImageBitmap,
  name: string,
  turn: Turn,
  format: Awaited<ReturnType<typeof formatOfCorner>>,
): Promise<BytesPhoto> {
  try {
    return await redrawn(bitmap, name, turn, isOpaque(format));
  } catch (cause) {
    throw new ImageError('unreadable', `${name} cannot be turned or converted to 8 bits: ${reasonOf(cause)}`, {
      cause,
    });
  } finally {
    bitmap.close();
  }
}

/** The bytes of a photo that is a bitmap or is bytes; it is closed. Throws an ImageError. */
export async function inBytes(photo: CopiedPhoto): Promise<BytesPhoto> {
  if (photo.kind === 'bytes') return photo;
  const { bitmap, name } = photo;
  return bytesOfBitmap(bitmap, name, UPRIGHT, await formatOfCorner(bitmap, name));
}

/**
 * A copy that outlives the bitmap, requested at once: the same bytes in ordinary memory. Chromium keeps many bitmaps on
 * the GPU. After a crash of the GPU process these and their shared copies are black, and `new VideoFrame` of one kills
 * the page. Throws an ImageError, also for a bitmap whose pixels are lost.
 */
export function copyOf(bitmap: ImageBitmap, name: string): ImageBitmap {
  try {
    return structuredClone(bitmap);
  } catch (cause) {
    const isForeign = isTainted(bitmap);
    const why = isForeign ? FOREIGN : `its pixels are lost; make the bitmap again (${String(cause)})`;
    throw new ImageError(isForeign ? 'unreadable' : 'gone', `${name} cannot be copied: ${why}`, { cause });
  }
}

/** Whether no page may read a bitmap. */
function isTainted(bitmap: ImageBitmap): boolean {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  try {
    context?.drawImage(bitmap, 0, 0);
    context?.getImageData(0, 0, 1, 1);
    return false;
  } catch {
    return true;
  }
}

/** The format of the whole bitmap, read off one corner pixel: frames with a side above 32767 pixels cannot be made. */
async function formatOfCorner(bitmap: ImageBitmap, name: string): Promise<ReturnType<typeof formatOf>> {
  const corner = await createImageBitmap(bitmap, 0, 0, 1, 1).catch((cause: unknown) => {
    throw new ImageError('unreadable', `${name} cannot be read: ${reasonOf(cause)}`, { cause });
  });
  try {
    return formatOf(corner, name);
  } finally {
    corner.close();
  }
}

/** The browser's name for the bytes of a bitmap: null for half floats, undefined in browsers without VideoFrame. */
function formatOf(bitmap: ImageBitmap, name: string): VideoPixelFormat | null | undefined {
  if (typeof VideoFrame === 'undefined') return undefined;
  try {
    const frame = new VideoFrame(bitmap, { timestamp: 0 });
    const { format } = frame;
    frame.close();
    return format;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'SecurityError')
      throw new ImageError('unreadable', `${name} cannot be read: ${reasonOf(cause)}`, { cause });
    return undefined;
  }
}

const isOpaque = (format: VideoPixelFormat | null | undefined): boolean => format === 'BGRX' || format === 'RGBX';

const FOREIGN =
  'it comes from another origin without permission (serve it with CORS headers and load it with crossOrigin set), ' +
  'or is an SVG with a foreignObject, which no page may read';

/** The reason why pixels cannot be read, for a message. */
export const reasonOf = (cause: unknown): string =>
  cause instanceof DOMException && cause.name === 'SecurityError' ? FOREIGN : String(cause);

/** How many pixels are drawn at once. */
const STRIP_PIXELS = 2 ** 20;

/**
 * The bytes of a turned bitmap, by way of a canvas. A canvas multiplies by alpha; in half floats that does no harm,
 * since every level of 8 bits is found again. Browsers without them keep opaque photos exact, others to one level.
 */
async function redrawn(
  bitmap: ImageBitmap,
  name: string,
  [a, b, c, d, e, f]: Turn,
  opaque: boolean,
): Promise<BytesPhoto> {
  const { width, height } = swapsAxes([a, b, c, d, e, f])
    ? { width: bitmap.height, height: bitmap.width }
    : { width: bitmap.width, height: bitmap.height };
  const rows = Math.min(height, Math.max(1, Math.floor(STRIP_PIXELS / width)));
  const context = new OffscreenCanvas(width, rows).getContext('2d', {
    ...{ willReadFrequently: true, colorType: opaque ? 'unorm8' : 'float16' },
  });
  if (!context) throw new Error(`there is no canvas of ${width}x${rows} pixels`);
  context.imageSmoothingEnabled = false;
  const rgba = new Uint8ClampedArray(width * height * 4);
  const pauses = new Pauses();
  for (let top = 0; top < height; top += rows) {
    context.resetTransform();
    context.clearRect(0, 0, width, rows);
    context.setTransform(a, b, c, d, e * width, f * height - top);
    context.drawImage(bitmap, 0, 0);
    const strip = context.getImageData(0, 0, width, Math.min(rows, height - top), { pixelFormat: 'rgba-float16' });
    rgba.set(bytesOf(strip), top * width * 4);
    await pauses.due();
  }
  return bytesPhoto(rgba, name, { width, height });
}

/** The relative error of two roundings of a half float: of the product with alpha, and of the quotient by it. */
const HALVES_ERROR = 2 ** -10;

/** A copy of straight pixels as bytes. */
export function bytesOf({ data }: Pick<ImageData, 'data'>): Uint8ClampedArray<ArrayBuffer> {
  const bytes = new Uint8ClampedArray(data.length);
  if (data.BYTES_PER_ELEMENT === 1) bytes.set(data);
  else for (let i = 0; i < data.length; i++) bytes[i] = byteOf(data[i] ?? 0, data[i | 3] ?? 0);
  return bytes;
}

/** The high byte of 16 bits, as files of 16 bits are decoded; but what may have been a whole byte stays that byte. */
function byteOf(value: number, alpha: number): number {
  const nearest = Math.round(255 * value);
  const isWhole = alpha < 1 && Math.abs(255 * value - nearest) < nearest * HALVES_ERROR;
  return isWhole ? nearest : Math.floor(value * (65535 / 256));
}

/** The photo of bytes, which it owns. */
export const bytesPhoto = (
  rgba: Uint8ClampedArray<ArrayBuffer>,
  name: string,
  { width, height }: PixelSize,
): BytesPhoto => ({
  kind: 'bytes',
  rgba,
  name,
  width,
  height,
  close: nothing,
});
