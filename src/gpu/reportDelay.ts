/**
 * How much later than it happens one hears that a device is done: a fraction of a millisecond in some engines; others look
 * after their GPU every 100 ms.
 */
import { inErrorScopes } from './scopes';

const delays = new WeakMap<GPUDevice, Promise<number>>();

/** The milliseconds that a submit without work takes to come back, measured once a device. */
export function hearingMs(device: GPUDevice): Promise<number> {
  const delay = delays.get(device) ?? measure(device);
  delays.set(device, delay);
  delay.catch(() => delays.delete(device)); // a failure says nothing of the next time
  return delay;
}

/**
 * The first submit waits for whatever the device has to do before, and the next begins when the engine has just looked.
 * The shorter of two, since a page may be busy when it could hear.
 */
async function measure(device: GPUDevice): Promise<number> {
  await submitNothing(device);
  const times: number[] = [];
  for (let time = 0; time < 2; time++) {
    const began = performance.now();
    await submitNothing(device);
    times.push(performance.now() - began);
  }
  return Math.min(...times);
}

const submitNothing = (device: GPUDevice): Promise<undefined> =>
  inErrorScopes(device, 'an empty submit', () => {
    device.queue.submit([device.createCommandEncoder().finish()]);
    return device.queue.onSubmittedWorkDone();
  });
