import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Patience, untilAborted, within } from './waiting';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const late = (): Error => new Error('late');

test('work is waited for, but not longer than the seconds', async () => {
  expect(await within(3, Promise.resolve(5), late)).toBe(5);
  await expect(within(3, Promise.reject(new Error('own')), late)).rejects.toThrow('own');
  const given = within(3, new Promise(() => undefined), late).catch(String);
  await vi.advanceTimersByTimeAsync(2999);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await given).toBe('Error: late');
  expect(vi.getTimerCount()).toBe(0);
});

test('a sign of life begins the seconds anew', async () => {
  const end = vi.fn<() => void>();
  const patience = new Patience(3, end);
  for (let i = 0; i < 5; i++) {
    await vi.advanceTimersByTimeAsync(2500);
    patience.renew();
  }
  await vi.advanceTimersByTimeAsync(2999);
  expect(end).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1001);
  expect(end).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(9000);
  expect(end).toHaveBeenCalledOnce();
});

test("an abort answers at once with the signal's reason, whatever it is, and before or after", async () => {
  const controller = new AbortController();
  const waiting = untilAborted(controller.signal, new Promise(() => undefined));
  const reason = { my: 'reason' };
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(untilAborted(controller.signal, Promise.resolve(1))).rejects.toBe(reason);
});

test('a signal that lives on keeps nothing of work that has ended', async () => {
  vi.useRealTimers();
  const { signal } = new AbortController();
  const added = vi.spyOn(signal, 'addEventListener');
  const removed = vi.spyOn(signal, 'removeEventListener');
  expect(await untilAborted(signal, Promise.resolve(1))).toBe(1);
  await expect(untilAborted(signal, Promise.reject(new Error('own')))).rejects.toThrow('own');
  await Promise.resolve();
  expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(added.mock.calls.map(([, listener]) => listener));
});
