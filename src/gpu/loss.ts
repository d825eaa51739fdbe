/**
 * The news that a device was lost, for all who wait for it.
 */
import { DeviceLostError, ImageError } from '../core/errors';

/** How much later than its consequences the news of a loss may come. */
const LOSS_DELAY_MS = 100;

/** Listens to a device once, however many wait: a reaction on `device.lost` stays for as long as the device lives. */
export class LossWatch {
  #loss: DeviceLostError | undefined;
  readonly #waiting = new Set<(loss: DeviceLostError) => void>();

  constructor(device: Pick<GPUDevice, 'lost'>) {
    void device.lost.then(({ reason, message }) => {
      const loss = new DeviceLostError(
        reason === 'destroyed' ? 'destroyed' : 'lost',
        `the GPU device was lost (${message || reason}); create the classifier anew`,
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

  /** What waits for a device may fail a moment before the device says that it is lost. */
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
