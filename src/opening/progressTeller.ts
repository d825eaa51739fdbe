/**
 * Tells a caller how far a start has come: one stage after the other, and nothing once the start has ended.
 */
import type { Progress } from '../classifierInfo';
import type { DownloadProgress } from '../weights/fetching/download';

export class ProgressTeller {
  readonly #onProgress: ((progress: Progress) => void) | undefined;
  /** Programs are compiled while weights come, but told of afterwards. */
  #compiled: readonly [done: number, total: number | undefined] = [0, undefined];
  #isLoaded = false;
  #isOver = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(onProgress: ((progress: Progress) => void) | undefined) {
    this.#onProgress = onProgress;
  }

  /** What the caller's function throws is thrown. */
  tell(stage: Progress['stage'], loaded: number, total: number | undefined): void {
    if (!this.#isOver) this.#onProgress?.({ stage, loaded, total });
  }

  /** As `tell`, with the rate of a download and the time that it leaves. */
  downloaded({ loaded, total, bytesPerSecond }: DownloadProgress): void {
    if (this.#isOver) return;
    const left = bytesPerSecond && total !== undefined ? Math.max(0, total - loaded) / bytesPerSecond : undefined;
    this.#onProgress?.({
      ...{ stage: 'download', loaded, total },
      ...(bytesPerSecond !== undefined && { bytesPerSecond }),
      ...(left !== undefined && { secondsLeft: left }),
    });
  }

  /** Nobody awaits whoever calls this. So the error of a caller's function waits here until `check` throws it. */
  compiled(done: number, total: number): void {
    this.#compiled = [done, total];
    if (!this.#isLoaded) return;
    try {
      this.tell('compile', ...this.#compiled);
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  /** All weights have come. */
  loaded(): void {
    this.#isLoaded = true;
    this.tell('compile', ...this.#compiled);
  }

  /** Throws the error that the caller's function threw while programs compiled. */
  check(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** The start has ended, well or not. */
  end(): void {
    this.#isOver = true;
  }
}
