/**
 * Tells every call that waits for a device when the device is lost.
 */
import { DeviceLostError, ImageError } from '../core/errors';

/** The loss of a device, with the browser's words for it. */
export class DeviceLoss extends DeviceLostError {
  /** `destroyed` after a call of `destroy()`, else `unknown`. */
  readonly reason: GPUDeviceLostReason;
  /** The browser's message; it may be empty. */
  readonly told: string;

  constructor({ reason, message }: Pick<GPUDeviceLostInfo, 'reason' | 'message'>) {
    super(
      reason === 'destroyed' ? 'destroyed' : 'lost',
      `the GPU device was lost (${message || reason}); give another one to createClassifier, or to the classifier's recover()`,
    );
    this.reason = reason;
    this.told = message;
  }
}

/** How long after a call has failed because of a loss `device.lost` may still be pending. */
export const LOSS_DELAY_MS = 100;

/**
 * Listens to a device once for all calls: each reaction on `device.lost` would stay in memory as long as the device.
 */
export class LossWatch {
  #loss: DeviceLoss | undefined;
  readonly #listeners = new Set<(loss: DeviceLoss) => void>();
  readonly #waiting = new Set<(loss: DeviceLoss) => void>();

  constructor(device: Pick<GPUDevice, 'lost'>) {
    void device.lost.then((info) => {
      const loss = new DeviceLoss(info);
      this.#loss = loss;
      for (const tell of [...this.#listeners, ...this.#waiting]) tell(loss);
      this.#listeners.clear();
      this.#waiting.clear();
    });
  }

  /** The loss of the device, once it is known. */
  get loss(): DeviceLoss | undefined {
    return this.#loss;
  }

  /** Calls `tell` when the device is lost, before any call that waits; at once if it is lost. Returns how to end that. */
  onLoss(tell: (loss: DeviceLoss) => void): () => void {
    if (this.#loss) tell(this.#loss);
    else this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  }

  /** Throws a DeviceLostError once the device is lost. */
  check(): void {
    if (this.#loss) throw this.#loss;
  }

  /** Waits for work on the device; throws a DeviceLostError if the device is lost meanwhile. */
  whileAlive<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      if (this.#loss) reject(this.#loss);
      const end = (): boolean => this.#waiting.delete(reject);
      work
        .catch((error: unknown) => this.#unlessLost(error))
        .then(resolve, reject)
        .finally(end);
    });
  }

  /**
   * A call may fail a moment before the device reports its loss: waits that long, then throws the loss or the error.
   */
  async #unlessLost(error: unknown): Promise<never> {
    if (error instanceof ImageError) throw error; // whatever the device does, the image is at fault
    await new Promise((resolve) => setTimeout(resolve, LOSS_DELAY_MS));
    this.check();
    throw error;
  }
}

const watches = new WeakMap<GPUDevice, LossWatch>();

/** The watch of a device, the same for all that share it. */
export function lossWatchOf(device: GPUDevice): LossWatch {
  const watch = watches.get(device) ?? new LossWatch(device);
  watches.set(device, watch);
  return watch;
}
