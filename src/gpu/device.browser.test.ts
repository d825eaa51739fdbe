/**
 * A WebGPU that refuses, or never answers.
 */
import { afterEach, expect, test, vi } from 'vitest';
import { WebGPUUnavailableError } from '../core/errors';
import { acquireDevice } from './device';
import { isSupported } from './support';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const never = (): Promise<never> => new Promise(() => undefined);

const refuse = (): Promise<never> => Promise.reject(new DOMException('no', 'OperationError'));

const throwAtOnce = (): never => {
  throw new TypeError('no');
};

test.each([
  ['rejects', refuse],
  ['throws', throwAtOnce],
])('requestAdapter that %s is a WebGPUUnavailableError', async (_, request) => {
  vi.spyOn(GPU.prototype, 'requestAdapter').mockImplementation(request);
  await expect(acquireDevice()).rejects.toThrow(WebGPUUnavailableError);
  await expect(acquireDevice()).rejects.toThrow(/WebGPU refuses the request for a GPU adapter; use a browser/);
  expect(await isSupported()).toBe(false);
});

test.each([
  ['rejects', refuse],
  ['throws', throwAtOnce],
])('requestDevice that %s is a WebGPUUnavailableError', async (_, request) => {
  vi.spyOn(GPUAdapter.prototype, 'requestDevice').mockImplementation(request);
  await expect(acquireDevice()).rejects.toThrow(WebGPUUnavailableError);
});

test('no adapter is a WebGPUUnavailableError', async () => {
  vi.spyOn(GPU.prototype, 'requestAdapter').mockImplementation(() => Promise.resolve(null));
  await expect(acquireDevice()).rejects.toThrow(/finds no adapter/);
  expect(await isSupported()).toBe(false);
});

test('a navigator that throws has no WebGPU', async () => {
  vi.spyOn(navigator, 'gpu', 'get').mockImplementation(throwAtOnce);
  await expect(acquireDevice()).rejects.toThrow(/there is no WebGPU here/);
  expect(await isSupported()).toBe(false);
});

test('a requestAdapter that never answers is given up after 15 seconds', async () => {
  vi.useFakeTimers();
  vi.spyOn(GPU.prototype, 'requestAdapter').mockImplementation(never);
  const error = acquireDevice().catch((caught: unknown) => caught);
  const supported = isSupported();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await error).toBeInstanceOf(WebGPUUnavailableError);
  expect(String(await error)).toMatch(/has not answered the request for a GPU adapter in 15 seconds; reload/);
  expect(await supported).toBe(false);
});

test.each([
  ['requestAdapter', GPU.prototype],
  ['requestDevice', GPUAdapter.prototype],
] as const)("an abort ends a %s that never answers with the signal's reason", async (name, prototype) => {
  vi.spyOn(prototype as unknown as Record<string, () => unknown>, name).mockImplementation(never);
  const controller = new AbortController();
  const reason = new Error('enough');
  const acquiring = acquireDevice(undefined, controller.signal).catch((caught: unknown) => caught);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const began = performance.now();
  controller.abort(reason);
  expect(await acquiring).toBe(reason);
  expect(performance.now() - began).toBeLessThan(100);
});

test('a device that comes after the abort is destroyed', async () => {
  const controller = new AbortController();
  const request = Reflect.get(GPUAdapter.prototype, 'requestDevice');
  let late: GPUDevice | undefined;
  vi.spyOn(GPUAdapter.prototype, 'requestDevice').mockImplementation(async function (this: GPUAdapter, descriptor) {
    late = await request.call(this, descriptor);
    controller.abort(new Error('enough'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    return late;
  });
  await expect(acquireDevice(undefined, controller.signal)).rejects.toThrow('enough');
  expect((await late?.lost)?.reason).toBe('destroyed');
});
