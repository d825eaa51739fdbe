/**
 * Sources that no longer depend on the caller.
 */
import type { Shape4 } from '../../core/tensor';
import type { Seen } from '../task';

/** A photo as an input [1, C, H, W] on the GPU, as NC4HW4. */
export interface PhotoInput {
  readonly buffer: GPUBuffer;
  readonly seen: Seen;
}

/** A source that no longer depends on the caller. */
export type Taken = TakenPhoto | TakenTensor;

/** An input tensor [N, C, H, W] of our own. */
export class TakenTensor {
  constructor(
    readonly shape: Shape4,
    readonly data: Float32Array,
    /** Which of several sources it is. */
    readonly place: string | undefined,
  ) {}

  release(): void {
    // ordinary memory
  }
}

/** A photo on its way to the GPU. */
export class TakenPhoto {
  readonly #bring: () => Promise<PhotoInput>;
  #input: Promise<PhotoInput> | undefined;

  /** `place` says which of several sources it is. */
  constructor(
    bring: () => Promise<PhotoInput>,
    readonly place: string | undefined,
  ) {
    this.#bring = bring;
  }

  /** The input, made by the first call. Throws an ImageError, GpuMemoryError or ConfigError. */
  input(): Promise<PhotoInput> {
    if (!this.#input) {
      this.#input = this.#bring();
      this.#input.catch(() => undefined); // it may fail before somebody asks again
    }
    return this.#input;
  }

  /** Frees the input, whether it is there already or not. */
  release(): void {
    void this.#input?.then(
      ({ buffer }) => buffer.destroy(),
      () => undefined,
    );
  }
}
