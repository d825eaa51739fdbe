/**
 * The nouns that the image floor (which decides the geometry) and the kernels for photos (which compute) share.
 */

/** Sizes in pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** A photo in a form that the GPU takes; its alpha, if any, is straight. */
export type Photo = PixelSize & {
  /** Its name in messages. */
  readonly name: string;
  /** Frees the objects that were made to read the photo, but not the caller's own. */
  close(): void;
} & (
    | { readonly kind: 'bitmap'; readonly bitmap: ImageBitmap }
    | { readonly kind: 'bytes'; readonly rgba: Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer> }
    | { readonly kind: 'texture'; readonly texture: GPUTexture }
  );

/** A photo that is not the caller's own. */
export type CopiedPhoto = Exclude<Photo, { readonly kind: 'texture' }>;

/** Bits after the point in the coefficients of a resize: Pillow's 32, without 8 for a sample and 2 for sums above one. */
export const COEFFICIENT_BITS = 22;

/**
 * One axis of a resize, already cropped: output i is the sum over k < count[i] of coefficients[i * taps + k] times the
 * source sample at start[i] + k, in Pillow's fixed point: (sum + 2^(COEFFICIENT_BITS - 1)) >> COEFFICIENT_BITS, clamped
 * to 0..255.
 */
export interface ResampleAxis {
  readonly taps: number;
  readonly start: Int32Array<ArrayBuffer>;
  readonly count: Int32Array<ArrayBuffer>;
  readonly coefficients: Int32Array<ArrayBuffer>;
}

/** The parts of a pixel in which places are told: their product for both axes, times a byte, fits 32 bits. */
export const SUBPIXEL = 2 ** 11;
export const SUBPIXEL_BITS = Math.log2(SUBPIXEL);

/**
 * Where the pixels of a turned region lie in a photo, in parts of a pixel: pixel (x, y) lies at columns[x] + rows[y], each a
 * pair [across, down], of which whole pixels are the centres of pixels. It is read there linearly between four pixels, of
 * the nearest ones at an edge of the photo, and rounded to 8 bits.
 */
export interface TurnedPixels {
  readonly columns: Int32Array<ArrayBuffer>;
  readonly rows: Int32Array<ArrayBuffer>;
}

/**
 * The two passes of a resize to `horizontal.start.length` x `vertical.start.length` pixels. Between them values are
 * rounded to 8 bits, so the order shows in the result.
 */
export interface Resample {
  readonly horizontal: ResampleAxis;
  readonly vertical: ResampleAxis;
  readonly first: 'horizontal' | 'vertical';
  /** The samples are those of a turned region; else they are the photo's own pixels. */
  readonly turned?: TurnedPixels | undefined;
}
