/**
 * Opens a caller's image as pixels that the GPU takes: with straight alpha, without colour conversion, turned by its
 * EXIF orientation.
 */
import type { BrowserClass } from '../core/browserClass';
import { tagOf } from '../core/described';
import { ImageError } from '../core/errors';
import type { Photo, PixelSize } from '../core/pixels';
import { bytesOf, bytesPhoto, checkDecodable, copyOf, nothing, photoOf } from './bitmaps';
import { imageSnapshot, snapshot } from './snapshots';

/** The kinds of image that the public door takes. */
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

/** Formats that shaders read as straight numbers; an sRGB view would decode them. */
const TEXTURE_FORMATS: readonly GPUTextureFormat[] = ['rgba8unorm', 'bgra8unorm', 'rgba16float', 'rgba32float'];

/**
 * One way to open a source. `size` is zero while the source has no pixels; `advice` is for the message then. `open`
 * takes the pixels before its first await.
 */
interface Opener<Source> {
  readonly size: (source: Source) => PixelSize;
  readonly advice: string;
  readonly open: (source: Source, name: string, size: PixelSize) => Photo | Promise<Photo>;
}

const own = ({ width, height }: PixelSize): PixelSize => ({ width, height });
const CANVAS_ADVICE = 'give it a size and draw on it first';
const VIDEO_ADVICE = 'wait until it shows a frame: after play() has resolved, or in requestVideoFrameCallback';
const CLOSED_ADVICE = 'hand it over before it is closed or transferred';

/** By the class of the source; the names work across frames and where a class does not exist. */
const OPENERS = {
  HTMLImageElement: opener<HTMLImageElement>({
    size: ({ naturalWidth: width, naturalHeight: height }) => ({ width, height }),
    advice: 'wait until it has loaded (await image.decode()) and check its src',
    open: imageSnapshot,
  }),
  HTMLCanvasElement: canvasOpener(),
  OffscreenCanvas: canvasOpener(),
  HTMLVideoElement: opener<HTMLVideoElement>({
    size: ({ videoWidth: width, videoHeight: height }) => ({ width, height }),
    advice: VIDEO_ADVICE,
    open: (video, name) => snapshot(video, name, VIDEO_ADVICE),
  }),
  VideoFrame: opener<VideoFrame>({
    size: ({ displayWidth: width, displayHeight: height }) => ({ width, height }),
    advice: CLOSED_ADVICE,
    open: (frame, name) => snapshot(frame, name, CLOSED_ADVICE),
  }),
  ImageBitmap: opener<ImageBitmap>({
    size: own,
    advice: CLOSED_ADVICE,
    open: async (bitmap, name) => photoOf(copyOf(bitmap, name), name),
  }),
  ImageData: opener<ImageData>({
    size: own,
    advice: 'give it a size',
    open: (image, name, size) => {
      const expected = 4 * size.width * size.height;
      if (image.data.length !== expected)
        throw new ImageError(
          'gone',
          `${name} (ImageData) of ${size.width}x${size.height} pixels holds ${image.data.length} numbers instead of ${expected}; hand it over before its buffer is transferred`,
        );
      return bytesPhoto(bytesOf(image), name, size);
    },
  }),
  GPUTexture: opener<GPUTexture>({
    size: own,
    advice: 'give it a size',
    open: (texture, name, size) => {
      checkTexture(texture, name);
      return { kind: 'texture', texture, name, ...size, close: nothing };
    },
  }),
};

function opener<Source>(how: Opener<Source>): Opener<ImageSource> {
  return how as unknown as Opener<ImageSource>; // `openPhoto` only calls it with the class that it is filed under
}

function canvasOpener(): Opener<ImageSource> {
  const open = (canvas: HTMLCanvasElement | OffscreenCanvas, name: string): Promise<Photo> =>
    snapshot(canvas, name, CANVAS_ADVICE);
  return opener({
    size: (canvas) => (isLost(canvas) ? { width: 0, height: 0 } : own(canvas)),
    advice: CANVAS_ADVICE,
    open,
  });
}

/**
 * Whether a canvas has lost its pixels with the page that it was made in, such as that of a removed `<iframe>`. Its context
 * is not asked: a canvas that has none would get one.
 */
function isLost(canvas: HTMLCanvasElement | OffscreenCanvas): boolean {
  if (!('ownerDocument' in canvas) || canvas.ownerDocument.defaultView) return false;
  try {
    return canvas.toDataURL() === (canvas.cloneNode() as HTMLCanvasElement).toDataURL();
  } catch {
    return false; // no page may read it
  }
}

/**
 * The first of the names that a value or one of its prototypes bears: a subclass may have a name of its own. Throws an
 * ImageError for what only looks like one.
 */
function kindOf<Kind extends string>(value: unknown, kinds: readonly Kind[]): Kind | undefined {
  for (let link: unknown = value; typeof link === 'object' && link !== null; link = Object.getPrototypeOf(link)) {
    const tag: unknown = Object.getOwnPropertyDescriptor(link, Symbol.toStringTag)?.value;
    const kind = kinds.find((name) => name === tag);
    if (!kind) continue;
    checkGenuine(value, link, kind);
    return kind;
  }
  return undefined;
}

/** Throws an ImageError for a proxy and the like, from which the getters of the browser's classes turn away. */
function checkGenuine(value: unknown, prototype: object, kind: string): void {
  const { get } = Object.values(Object.getOwnPropertyDescriptors(prototype)).find((each) => each.get) ?? {};
  try {
    get?.call(value);
  } catch (cause) {
    throw new ImageError('source', `a ${kind} only looks like one; give the object itself, not a proxy of it`, {
      cause,
    });
  }
}

/** What to give instead of types that look like a picture. */
const INSTEAD: Readonly<Record<string, string>> = {
  GPUExternalTexture: '; give the HTMLVideoElement or VideoFrame that it was imported from',
  GPUTextureView: '; give its GPUTexture',
  GPUCanvasContext: '; give its canvas, or the texture of getCurrentTexture()',
};

const KINDS = Object.keys(OPENERS) as (keyof typeof OPENERS)[];

/** Whether a source is a file, whose bytes cannot change. */
export const isBlob = (source: ImageSource): source is Blob => kindOf(source, ['Blob']) !== undefined;

/**
 * Opens a source. Messages call it `name`, and a file by its own name as well. The pixels are taken before this
 * returns, so the source may change or be closed right after. A texture and bytes are returned open, other sources as
 * promises. Throws an ImageError for empty, truncated and foreign files, for sources without pixels and for unreadable
 * textures.
 */
export function openPhoto(source: ImageSource, name?: string): Photo | Promise<Photo> {
  const called = name ?? 'the image';
  if (isBlob(source)) {
    const { name: fileName } = source as Partial<File>;
    return fileOf(source, fileName ? (name === undefined ? fileName : `${name} (${fileName})`) : called);
  }
  const kind = kindOf(source, KINDS);
  if (!kind) {
    const type = tagOf(source);
    const advice = INSTEAD[type] ?? `; expected a Blob or one of ${KINDS.join(', ')}`;
    throw new ImageError('source', `${called} is of the type ${type}${advice}`);
  }
  const { size, advice, open } = OPENERS[kind];
  const pixels = size(source);
  if (pixels.width === 0 || pixels.height === 0)
    throw new ImageError('empty', `${called} (${kind}) has no pixels; ${advice}`);
  checkDecodable(pixels, called);
  return open(source, called, pixels);
}

/** A Blob waits without changing. */
const fileOf = async (file: Blob, name: string): Promise<Photo> => (await import('./files/file')).openFile(file, name);

function checkTexture({ format, usage, dimension, sampleCount, depthOrArrayLayers }: GPUTexture, name: string): void {
  if (!TEXTURE_FORMATS.includes(format))
    throw new ImageError(
      'unsupported',
      `${name} (GPUTexture) has the format ${format}; expected one of ${TEXTURE_FORMATS.join(', ')}`,
    );
  if ((usage & GPUTextureUsage.TEXTURE_BINDING) === 0)
    throw new ImageError(
      'unsupported',
      `${name} (GPUTexture) cannot be read by shaders; create it with the usage TEXTURE_BINDING`,
    );
  if (dimension !== '2d' || sampleCount !== 1 || depthOrArrayLayers !== 1)
    throw new ImageError(
      'unsupported',
      `${name} (GPUTexture) is not a plain picture; expected two dimensions, one layer and one sample`,
    );
}
