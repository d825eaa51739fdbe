/**
 * What a caller asks a task about.
 */
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

/** The options of every call. */
export interface CallOptions {
  /**
   * Ends the call with the signal's reason; other calls go on.
   * @default the call runs to its end
   * @example classifier.embed(photo, { signal: AbortSignal.timeout(5_000) })
   */
  readonly signal?: AbortSignal | undefined;
}
