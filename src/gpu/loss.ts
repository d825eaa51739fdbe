/**
 * Tells every call that waits for a device when the device is lost.
 */
import { DeviceLostError, ImageError } from '../core/errors';

/** How long after a call has failed because of a loss `device.lost` may still be pending. */
const LOSS_DELAY_MS = 100;

/**
 * Listens to a device once for all calls: each reaction on `device.lost` would stay in memory as long as the device.
 */
export class LossWatch {
  #loss: DeviceLostError | undefined;
  readonly #waiting = new Set<(loss: DeviceLostError) => void>();

  constructor(device: Pick<GPUDevice, 'lost'>) {
    void device.lost.then(({ reason, message }) => {
      const loss = new DeviceLostError(
        reason === 'destroyed' ? 'destroyed' : 'lost',
        `the GPU device was lost (${message || reason}); create another classifier`,
      );
      this.#loss = loss;
      for (const tell of this.#waiting) tell(loss);
      this.#waiting.clear();
    });
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
