/**
 * The nouns that the image floor (which decides the geometry) and the preprocessing kernels (which compute) share.
 */

/** An interpolation of Pillow's `Image.resize`, antialiased. */
export type Interpolation = 'bilinear' | 'bicubic';

/** One number for each of red, green and blue. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** How a photo is cut to a square and resampled; only timm's way has numbers of its own for each model. */
export type Recipe =
  | {
      readonly recipe: 'timm';
      readonly interpolation: Interpolation;
      /** The short side is resized to floor(inputSize / cropPct). */
      readonly cropPct: number;
    }
  | { readonly recipe: 'hub' | 'official-train'; readonly interpolation: 'bilinear' }
  | { readonly recipe: 'official-verify'; readonly interpolation: 'bicubic' };

/** How a photo becomes an input tensor. */
export type Preprocessing = Recipe & { readonly mean: Rgb; readonly std: Rgb };

/** Sizes in pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** A photo in a form that the GPU takes; its alpha, if any, is straight. */
export type Photo = PixelSize & {
  /** How messages call it. */
  readonly name: string;
  /** Frees what was made to read the photo; the caller's own objects are left alone. */
  close(): void;
} & (
    | { readonly kind: 'bitmap'; readonly bitmap: ImageBitmap }
    | { readonly kind: 'bytes'; readonly rgba: Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer> }
    | { readonly kind: 'texture'; readonly texture: GPUTexture }
  );

/**
 * One axis of a resize, already cropped: output i is the sum over k < count[i] of coefficients[i * taps + k] times the
 * source sample at start[i] + k, in Pillow's fixed point: (sum + 2^21) >> 22, clamped to 0..255.
 */
export interface ResampleAxis {
  readonly taps: number;
  readonly start: Int32Array<ArrayBuffer>;
  readonly count: Int32Array<ArrayBuffer>;
  readonly coefficients: Int32Array<ArrayBuffer>;
}

/**
 * The two passes of a resize to `horizontal.start.length` x `vertical.start.length` pixels. Between them values are
 * rounded to 8 bits, so the order shows in the result.
 */
export interface Resample {
  readonly horizontal: ResampleAxis;
  readonly vertical: ResampleAxis;
  readonly first: 'horizontal' | 'vertical';
}
