/**
 * The nouns that the image floor (which decides the geometry) and the preprocessing kernels (which compute) share.
 */

/** An interpolation of Pillow's `Image.resize`, antialiased. */
export type Interpolation = 'bilinear' | 'bicubic';

/** How a photo becomes an input tensor. */
export interface Preprocessing {
  readonly recipe: 'timm';
  readonly interpolation: Interpolation;
  /** The short side is resized to floor(inputSize / cropPct). */
  readonly cropPct: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/**
 * One axis of a resize, already cropped: output i is the sum over k < count[i] of coefficient[i * taps + k] times the
 * source sample at start[i] + k, in Pillow's fixed point: (sum + 2^21) >> 22, clamped to 0..255.
 */
export interface ResampleAxis {
  readonly taps: number;
  readonly start: Int32Array<ArrayBuffer>;
  readonly count: Int32Array<ArrayBuffer>;
  readonly coefficients: Int32Array<ArrayBuffer>;
}

/** The two passes of a resize to `horizontal.start.length` x `vertical.start.length` pixels. */
export interface Resample {
  readonly horizontal: ResampleAxis;
  readonly vertical: ResampleAxis;
}
