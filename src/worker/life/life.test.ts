import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ResNeStError } from '../../core/errors';
import { Life } from './life';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const workerThat = (): { worker: Worker; terminate: () => void } => {
  const terminate = vi.fn();
  return { worker: Object.assign(new EventTarget(), { terminate }) as unknown as Worker, terminate };
};

test('a worker that runs another script is given up after a minute', async () => {
  const { worker, terminate } = workerThat();
  const ended: ResNeStError[] = [];
  const life = new Life(worker, '/dist/worker.js', (error) => ended.push(error));
  const watching = life.watch(() => new Promise(() => undefined)).catch(() => undefined);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(ended).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);
  await watching;
  expect(ended).toMatchObject([{ code: 'no-worker' }]);
  expect(ended[0]?.message).toMatch(
    /^the worker has not answered in 60 seconds; it must run worker-thread\.js .* \(a slow download and a debugger delay/,
  );
  expect(terminate).toHaveBeenCalledTimes(1);
});

test('one that answers in time lives on', async () => {
  const { worker, terminate } = workerThat();
  const ended: ResNeStError[] = [];
  await new Life(worker, undefined, (error) => ended.push(error)).watch(() => Promise.resolve(false));
  await vi.advanceTimersByTimeAsync(120_000);
  expect(ended).toEqual([]);
  expect(terminate).not.toHaveBeenCalled();
});
