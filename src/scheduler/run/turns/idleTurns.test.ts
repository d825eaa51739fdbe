import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IdleTurns } from './idleTurns';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const turns = (): IdleTurns => new IdleTurns((job) => job());
const passing = (milliseconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

test('nothing begins during a call or soon after it', async () => {
  const idle = turns();
  idle.come();
  const piece = vi.fn(async () => 7);
  const result = idle.take(piece);
  await passing(5000);
  expect(piece).not.toHaveBeenCalled();
  idle.leave();
  await passing(200);
  expect(piece).not.toHaveBeenCalled();
  await passing(400);
  expect(await result).toBe(7);
  expect(piece).toHaveBeenCalledTimes(1);
});

test('a piece that gives way to a call is done again after it', async () => {
  const idle = turns();
  const pieces: AbortSignal[] = [];
  const result = idle.take(async (signal) => {
    if (pieces.push(signal) > 1) return 'done';
    return new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  });
  await passing(1000);
  expect(pieces.length).toBe(1);
  idle.come();
  await passing(1000);
  expect(pieces.length).toBe(1);
  idle.leave();
  await passing(1000);
  expect(await result).toBe('done');
  expect(pieces.length).toBe(2);
});

test('what a piece throws otherwise is thrown', async () => {
  const idle = turns();
  const result = idle.take(() => Promise.reject(new Error('broken')));
  const outcome = expect(result).rejects.toThrow('broken');
  await passing(1000);
  await outcome;
});

test('stopped work does not go on, whatever it waits for', async () => {
  const idle = turns();
  idle.come();
  const waiting = expect(idle.take(async () => 1)).rejects.toBe('over');
  idle.stop('over');
  await waiting;
  await expect(idle.aside(async () => 1)).rejects.toBe('over');
});

test('with patience a piece begins in time, calls or not', async () => {
  const idle = turns();
  idle.come();
  const piece = vi.fn(async () => undefined);
  void idle.take(piece, 1000);
  await passing(950);
  expect(piece).not.toHaveBeenCalled();
  await passing(100);
  expect(piece).toHaveBeenCalledTimes(1);
});
