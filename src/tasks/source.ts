/**
 * What a caller asks a task about.
 */
import type { RegionOfInterest } from '../image/region';
import type { ImageSource } from '../image/source';

/** A float32 input [N, C, H, W] of the model's `inChannels` C (3 for colour), row-major, that skips preprocessing. */
export interface TensorSource {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * What can be classified. A call takes a source as it is at that moment, also while other calls run: afterwards it may be
 * changed, closed or destroyed. Until it is answered, a photo holds 16 bytes on the GPU for each pixel of the input (0.8 MB
 * at 224x224), and as many in ordinary memory on a device of the classifier's own. A tensor holds a copy of its numbers,
 * and a Blob, whose bytes cannot change, nothing.
 */
export type Source = ImageSource | TensorSource;

/** JavaScript hands over anything; whatever is no tensor goes the way of photos, which says what it expected. */
export const isTensor = (source: unknown): source is TensorSource =>
  typeof source === 'object' && source !== null && 'shape' in source && 'data' in source;

/** The options of every call. */
export interface CallOptions {
  /**
   * Ends the call with the signal's reason; other calls go on.
   * @default the call runs to its end
   * @example classifier.embed(photo, { signal: AbortSignal.timeout(5_000) })
   */
  readonly signal?: AbortSignal | undefined;
}

/** The options of every call about photos. */
export interface PhotoOptions extends CallOptions {
  /**
   * The part of the photo that is taken for the photo, `{ x, y, width, height, rotation }`: in whole pixels of the photo as
   * people see it, and in degrees clockwise about the part's centre. Without a rotation the numbers are those of a cropped
   * photo; with one, pixels are read linearly between four. An array of sources is cut alike. A part that is not within the
   * photo is an ImageError, as it is for a tensor.
   *
   * MediaPipe's `regionOfInterest` is in parts of the width and the height; its `rotationDegrees` turns the picture, which is
   * the other way round.
   * @default the whole photo
   * @example classifier.classify(photo, { regionOfInterest: { x: 40, y: 20, width: 300, height: 200, rotation: 15 } })
   */
  readonly regionOfInterest?: RegionOfInterest | undefined;
}

export const OUTPUTS = ['cpu', 'gpu'] as const;

/** The options of calls whose answers may stay on the GPU. */
export interface OutputOptions<Where extends (typeof OUTPUTS)[number] = (typeof OUTPUTS)[number]> extends PhotoOptions {
  /**
   * Where the answer goes: to arrays in ordinary memory, or to buffers on the GPU, which you destroy. Nothing is read back
   * then, and nobody looks whether the numbers are finite. A call that fails leaves no buffer behind.
   * @default 'cpu'
   * @example const { buffer, device } = await classifier.embed(photo, { output: 'gpu' });
   */
  readonly output?: Where | undefined;
}

/** Those that ask for buffers. */
export type GpuOutputOptions = OutputOptions<'gpu'> & { readonly output: 'gpu' };
