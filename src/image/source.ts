/**
 * Whatever a caller calls an image, opened as pixels that the GPU takes: nothing premultiplied, no colour converted,
 * turned as its EXIF orientation says.
 */
import type { BrowserClass } from '../core/browserClass';
import { ImageError } from '../core/errors';
import type { Photo, PixelSize } from '../core/pixels';

/** What the public door takes as an image. */
export type ImageSource = BrowserClass<
  | 'HTMLImageElement'
  | 'HTMLCanvasElement'
  | 'OffscreenCanvas'
  | 'HTMLVideoElement'
  | 'VideoFrame'
  | 'ImageBitmap'
  | 'ImageData'
  | 'Blob'
  | 'GPUTexture'
>;

/** The bytes of the file, as a browser would not show them by default. */
const AS_STORED: ImageBitmapOptions = {
  colorSpaceConversion: 'none',
  premultiplyAlpha: 'none',
  imageOrientation: 'from-image',
};

/** Formats that shaders read as straight numbers; an sRGB view would decode them. */
const TEXTURE_FORMATS: readonly GPUTextureFormat[] = ['rgba8unorm', 'bgra8unorm', 'rgba16float', 'rgba32float'];

/** One way to open a source. `size` is zero while the source has no pixels, and `advice` says what to do then. */
interface Opener<Source> {
  readonly size: (source: Source) => PixelSize;
  readonly advice: string;
  readonly open: (source: Source, size: PixelSize, name: string) => Photo | Promise<Photo>;
}

/** Elements and frames change, so their pixels are taken at once. */
const snapshot = async (source: ImageBitmapSource, _: PixelSize, name: string): Promise<Photo> => {
  try {
    return photoOf(await createImageBitmap(source, AS_STORED), name);
  } catch (cause) {
    throw new ImageError(`the pixels of ${name} cannot be taken: ${String(cause)}`, { cause });
  }
};

const photoOf = (bitmap: ImageBitmap, name: string): Photo => ({
  kind: 'bitmap',
  bitmap,
  name,
  width: bitmap.width,
  height: bitmap.height,
  close: () => bitmap.close(),
});

const own = ({ width, height }: PixelSize): PixelSize => ({ width, height });
const nothing = (): void => undefined;
const CANVAS_ADVICE = 'give it a size and draw on it first';

/** By the class of the source; the names work across frames and where a class does not exist. */
const OPENERS = {
  HTMLImageElement: opener<HTMLImageElement>({
    size: ({ naturalWidth: width, naturalHeight: height }) => ({ width, height }),
    advice: 'wait until it has loaded (await image.decode()) and check its src',
    open: snapshot,
  }),
  HTMLCanvasElement: opener<HTMLCanvasElement>({ size: own, advice: CANVAS_ADVICE, open: snapshot }),
  OffscreenCanvas: opener<OffscreenCanvas>({ size: own, advice: CANVAS_ADVICE, open: snapshot }),
  HTMLVideoElement: opener<HTMLVideoElement>({
    size: ({ videoWidth: width, videoHeight: height }) => ({ width, height }),
    advice: 'wait for its first frame (the event loadeddata)',
    open: snapshot,
  }),
  VideoFrame: opener<VideoFrame>({
    size: ({ displayWidth: width, displayHeight: height }) => ({ width, height }),
    advice: 'use it before it is closed',
    open: snapshot,
  }),
  ImageBitmap: opener<ImageBitmap>({
    size: own,
    advice: 'use it before it is closed',
    open: (bitmap, _, name) => ({ ...photoOf(bitmap, name), close: nothing }),
  }),
  ImageData: opener<ImageData>({
    size: own,
    advice: 'give it a size',
    open: ({ data }, size, name) => {
      if (!(data instanceof Uint8ClampedArray))
        throw new ImageError('the ImageData holds floats; make it with the pixelFormat "rgba-unorm8"');
      return { kind: 'bytes', rgba: data, name, ...size, close: nothing };
    },
  }),
  GPUTexture: opener<GPUTexture>({
    size: own,
    advice: 'give it a size',
    open: (texture, size, name) => {
      checkTexture(texture);
      return { kind: 'texture', texture, name, ...size, close: nothing };
    },
  }),
};

function opener<Source>(how: Opener<Source>): Opener<ImageSource> {
  return how as unknown as Opener<ImageSource>; // `openPhoto` only calls it with the class that it is filed under
}

/** The name of a value's class, such as `HTMLImageElement`. */
const classOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

export const isBlob = (source: ImageSource): source is Blob => ['Blob', 'File'].includes(classOf(source));

/**
 * Opens a source, which messages call `name`. Its pixels are taken before this returns: bytes and textures are open then,
 * whatever has to be decoded or copied is a promise. Throws an ImageError for empty, truncated and foreign files, for
 * sources without pixels yet and for textures of another kind.
 */
export function openPhoto(source: ImageSource, name: string): Photo | Promise<Photo> {
  if (isBlob(source)) return decode(source, name);
  const kind = classOf(source);
  if (!(kind in OPENERS))
    throw new ImageError(
      `${name} is of the type ${kind}; expected a Blob or one of ${Object.keys(OPENERS).join(', ')}`,
    );
  const { size, advice, open } = OPENERS[kind as keyof typeof OPENERS];
  const pixels = size(source);
  if (pixels.width === 0 || pixels.height === 0) throw new ImageError(`${name} (${kind}) has no pixels; ${advice}`);
  return open(source, pixels, name);
}

async function decode(file: Blob, name: string): Promise<Photo> {
  if (file.size === 0) throw new ImageError(`${name} is empty`);
  try {
    return photoOf(await createImageBitmap(file, AS_STORED), name);
  } catch (cause) {
    throw new ImageError(
      `${name} cannot be decoded: it may be truncated or of a format that this browser does not know`,
      { cause },
    );
  }
}

function checkTexture({ format, usage, dimension, sampleCount, depthOrArrayLayers }: GPUTexture): void {
  if (!TEXTURE_FORMATS.includes(format))
    throw new ImageError(`the texture has the format ${format}; expected one of ${TEXTURE_FORMATS.join(', ')}`);
  if ((usage & GPUTextureUsage.TEXTURE_BINDING) === 0)
    throw new ImageError('the texture cannot be read by shaders; create it with the usage TEXTURE_BINDING');
  if (dimension !== '2d' || sampleCount !== 1 || depthOrArrayLayers !== 1)
    throw new ImageError('the texture is not a plain picture; expected two dimensions, one layer and one sample');
}
