import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import { DeviceLostError } from '../core/errors';
import { LossWatch } from './loss';

/** The part of a device that is watched, and how it is lost. */
function watched(): { readonly device: Pick<GPUDevice, 'lost'>; readonly lose: () => void } {
  let lose = (): void => undefined;
  const lost = new Promise<GPUDeviceLostInfo>((resolve) => {
    lose = () => resolve({ reason: 'destroyed', message: 'gone' } as GPUDeviceLostInfo);
  });
  return { device: { lost }, lose };
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const usedBytes = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

test('of waits that have ended nothing stays with a device that lives', async () => {
  const { device } = watched();
  const watch = new LossWatch(device);
  const wait = async (): Promise<void> => {
    for (let i = 0; i < 20_000; i++) await watch.whileAlive(Promise.resolve(i));
  };
  await wait();
  const before = usedBytes();
  await wait();
  expect((usedBytes() - before) / 20_000).toBeLessThan(20); // some 500 bytes each with a race against the loss
});

test('a device is listened to once', async () => {
  const { device } = watched();
  const listened = vi.spyOn(device.lost, 'then');
  const watch = new LossWatch(device);
  for (let i = 0; i < 5; i++) await watch.whileAlive(Promise.resolve());
  expect(listened).toHaveBeenCalledOnce();
});

test('all who wait hear of the loss, and so do those who come later', async () => {
  const { device, lose } = watched();
  const watch = new LossWatch(device);
  const waiting = [1, 2].map(() => watch.whileAlive(new Promise(() => undefined)));
  watch.check();
  lose();
  for (const each of waiting) await expect(each).rejects.toThrow(DeviceLostError);
  await expect(watch.whileAlive(new Promise(() => undefined))).rejects.toThrow(/was lost \(gone\)/);
  expect(() => watch.check()).toThrow(DeviceLostError);
});

test('an error shortly before the news of the loss is the loss, any other is itself', async () => {
  const { device, lose } = watched();
  const watch = new LossWatch(device);
  await expect(watch.whileAlive(Promise.reject(new Error('own')))).rejects.toThrow('own');
  setTimeout(lose, 20);
  await expect(watch.whileAlive(Promise.reject(new Error('dropped')))).rejects.toThrow(DeviceLostError);
});
