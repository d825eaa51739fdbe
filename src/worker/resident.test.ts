import { afterEach, expect, test, vi } from 'vitest';
import { Resident } from './resident';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each<[words: string, request: () => Promise<unknown>]>([
  ['never answer', () => new Promise(() => undefined)],
  ['are refused', () => Promise.reject(new DOMException('no origin', 'SecurityError'))],
])('a worker whose locks %s answers the page all the same', async (_, request) => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { locks: { request } });
  const answer = new Resident().hold('lock');
  await vi.advanceTimersByTimeAsync(10_000);
  await expect(Promise.race([answer, Promise.resolve('nothing')])).resolves.toBe(false);
});
