/**
 * The losses of a classifier's devices: who hears of them, and when they are too many.
 */
import { DeviceLostError } from '../core/errors';
import type { ClassifierOptions } from '../door';
import type { DeviceLoss } from '../gpu/loss';

/** So many losses within a minute, and the model is not opened again: whatever fails would fail again. */
const MOST = 3;

const MINUTE_MS = 60_000;

/** Without a classifier there is no `recover` to call. */
type Remedy = 'createClassifier' | 'recover';

export class Losses {
  readonly #onDeviceLost: ClassifierOptions['onDeviceLost'];
  /** The times of those that count. */
  #times: number[] = [];
  /** All of them. */
  count = 0;

  constructor(onDeviceLost: ClassifierOptions['onDeviceLost']) {
    this.#onDeviceLost = onDeviceLost;
  }

  /**
   * Counts the loss of a device and tells of it. The error of the calls that wait, where the model is not to be opened
   * again: a caller's device cannot be replaced by itself, and three losses within a minute are too many. `remedy` is the
   * call with which a person can try anew.
   */
  note(loss: DeviceLoss, isOwn: boolean, remedy: Remedy): DeviceLostError | undefined {
    const now = performance.now();
    this.count++;
    this.#times = [...this.#times, now].filter((time) => time > now - MINUTE_MS);
    const error = isOwn ? (this.#times.length < MOST ? undefined : tooMany(loss, remedy)) : loss;
    try {
      this.#onDeviceLost?.({ reason: loss.reason, message: loss.told, recovering: !error });
    } catch (thrown) {
      reportError(thrown); // the caller's own, as if an event's listener had thrown it
    }
    return error;
  }

  /** A person or a page wants to try anew. */
  forget(): void {
    this.#times = [];
  }
}

const tooMany = (cause: DeviceLoss, remedy: Remedy): DeviceLostError =>
  new DeviceLostError(
    'repeated',
    `the GPU device was lost ${String(MOST)} times within a minute (${cause.told || cause.reason}); call ${remedy}() to try once more, or reload the page later`,
    { cause },
  );
