import { expect, test, vi } from 'vitest';
import { abortable } from './abortable';

const REASON = new Error('enough');

test('work that ends well gives its result, and nothing is closed', async () => {
  const close = vi.fn();
  expect(await abortable(new AbortController().signal, Promise.resolve(5), close)).toBe(5);
  expect(close).not.toHaveBeenCalled();
});

test('work that fails is its error, and nothing is closed', async () => {
  const close = vi.fn();
  await expect(abortable(undefined, Promise.reject(REASON), close)).rejects.toBe(REASON);
  expect(close).not.toHaveBeenCalled();
});

test('an abort is answered soon though the work hangs', async () => {
  const began = performance.now();
  const hanging = new Promise(() => undefined);
  await expect(abortable(AbortSignal.abort(REASON), hanging, vi.fn())).rejects.toBe(REASON);
  expect(performance.now() - began).toBeLessThan(100);
});

test('an abort waits a moment for work that cleans up', async () => {
  let isClean = false;
  const cleaning = (async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    isClean = true;
    throw REASON;
  })();
  await expect(abortable(AbortSignal.abort(REASON), cleaning, vi.fn())).rejects.toBe(REASON);
  expect(isClean).toBe(true);
});

test('what work makes after an abort is closed', async () => {
  const close = vi.fn();
  const late = new Promise<number>((resolve) => setTimeout(() => resolve(7), 50));
  await expect(abortable(AbortSignal.abort(REASON), late, close)).rejects.toBe(REASON);
  await late;
  await vi.waitFor(() => expect(close).toHaveBeenCalledExactlyOnceWith(7));
});
