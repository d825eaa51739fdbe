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

test('a worker closes once the transactions that the library has begun have ended', async () => {
  const { resnestTransactions } = globalThis as { resnestTransactions?: Set<Promise<unknown>> };
  resnestTransactions?.clear(); // files share a process, and others leave transactions that never end
  let end = (): void => undefined;
  const transaction = new Promise<void>((resolve) => (end = resolve));
  resnestTransactions?.add(transaction);
  const closed = vi.fn();
  const closing = new Resident().close().then(closed);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(closed).not.toHaveBeenCalled();
  end();
  await closing;
  resnestTransactions?.delete(transaction);
});
