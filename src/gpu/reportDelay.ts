/**
 * How long after the GPU has finished `onSubmittedWorkDone` resolves. Chromium: under 1 ms. Firefox polls every 100 ms.
 */
import { inErrorScopes } from './scopes';

const delays = new WeakMap<GPUDevice, Promise<number>>();

/** Milliseconds from an empty submit to the report that it is done, measured once for each device. */
export function reportDelayMs(device: GPUDevice): Promise<number> {
  const delay = delays.get(device) ?? measure(device);
  delays.set(device, delay);
  delay.catch(() => delays.delete(device)); // the next call measures again
  return delay;
}

/**
 * The first submit waits for earlier work of the device, so it is not timed. The next one begins right after the engine
 * has polled. Two are timed and the shorter counts, since the page may be busy when a report comes.
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
