import { expect, test, vi } from 'vitest';
import { WeightsError } from '../../../core/errors';
import { virtualClock } from '../../../testing/loading/virtualClock';
import { CLOCK, isBusy, PassingError, Retries, retryAfter, type Trouble } from './retries';

const trouble = (kind: Trouble, after?: number): PassingError =>
  new PassingError(kind, 'interrupted', `it was ${kind}`, { after });

/** The pauses before an error of these is thrown. */
async function pausesBefore(errors: readonly unknown[], random = 0): Promise<number[]> {
  const clock = virtualClock(random);
  const retries = new Retries(clock);
  for (const error of errors)
    try {
      await retries.pause(error, undefined);
    } catch (thrown) {
      expect(thrown).toBe(error);
      break;
    }
  return clock.pauses;
}

const times = (count: number, kind: Trouble, after?: number): PassingError[] =>
  Array.from({ length: count }, () => trouble(kind, after));

test('pauses double, and chance takes up to a half off each', async () => {
  expect(await pausesBefore(times(9, 'broken off'))).toEqual([0.5, 1, 2, 4]);
  expect(await pausesBefore(times(9, 'busy'), 1)).toEqual([0.25, 0.5, 1, 2]);
});

test.each<[Trouble, number]>([
  ['unanswered', 3],
  ['broken off', 5],
  ['busy', 5],
  ['changed', 4],
  ['mangled', 3],
])('%s is tried %i times in a row', async (kind, tries) => {
  expect(await pausesBefore(times(20, kind))).toHaveLength(tries - 1);
});

test('an error that will not pass is thrown at once', async () => {
  expect(await pausesBefore([new WeightsError('unreachable', 'gone')])).toEqual([]);
});

test('the pause is at least what the server asks for; an hour is not waited', async () => {
  expect(await pausesBefore(times(2, 'busy', 7))).toEqual([7.5, 8]);
  expect(await pausesBefore(times(9, 'busy', 25))).toEqual([25.5, 26]);
  expect(await pausesBefore([trouble('busy', 3600)])).toEqual([]);
});

test('a row ends with new bytes, and not with bytes that had come before', async () => {
  const clock = virtualClock();
  const retries = new Retries(clock);
  const fail = (): Promise<void> => retries.pause(trouble('broken off'), undefined);
  for (const bytes of [1e6, 2e6, 3e6, 4e6, 5e6, 6e6, 7e6]) {
    retries.reached(bytes);
    await fail();
  }
  expect(new Set(clock.pauses)).toEqual(new Set([0.5]));
  for (const bytes of [1e6, 2e6, 7e6]) {
    retries.reached(bytes);
    await fail();
  }
  retries.reached(7.1e6);
  await expect(fail()).rejects.toThrow('it was broken off');
});

test("an abort ends a pause at once with the signal's reason, and leaves no timer", async () => {
  vi.useFakeTimers();
  const reason = new Error('enough');
  const abort = new AbortController();
  const pausing = new Retries(CLOCK).pause(trouble('busy', 20), abort.signal);
  abort.abort(reason);
  await expect(pausing).rejects.toBe(reason);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  await expect(new Retries(CLOCK).pause(trouble('busy'), abort.signal)).rejects.toBe(reason);
});

test('which statuses may pass', () => {
  expect([408, 429, 500, 502, 503, 504, 599].every(isBusy)).toBe(true);
  expect([200, 301, 400, 401, 403, 404, 410, 416, 600].some(isBusy)).toBe(false);
});

test.each([
  ['7', 7],
  [' 120 ', 120],
  ['Thu, 01 Jan 1970 00:00:30 GMT', 20],
  ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
  ['soon', undefined],
  ['', undefined],
  [null, undefined],
])('Retry-After: %s', (text, seconds) => {
  expect(retryAfter(text, 10_000)).toBe(seconds);
});
