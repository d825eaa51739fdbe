import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DownloadProgress } from './http/fetchFile';
import { browserLocks, type Locks, pageLocks } from './locks';
import { takeTurn, type Turn } from './turn';

const NEVER = new AbortController().signal;
const turns: Turn[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const turn of turns.splice(0)) turn.end();
});

async function taken(file: string, locks: Locks, heard: DownloadProgress[] = [], signal = NEVER): Promise<Turn> {
  const turn = await takeTurn(file, { signal, locks, onProgress: (progress) => heard.push(progress) });
  turns.push(turn);
  return turn;
}

const soon = (ms = 30): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Seconds of the page's timer. */
async function seconds(count: number): Promise<void> {
  for (let second = 0; second < count; second++) {
    await vi.advanceTimersByTimeAsync(1000);
    await soon(5);
  }
}

describe.each<[string, Locks]>([
  ['of the browser', browserLocks(navigator.locks)],
  ['of the page', pageLocks],
])('with locks %s', (_, locks) => {
  test('one has its turn after the other, and two files have nothing to do with each other', async () => {
    const first = await taken('a', locks);
    expect((await taken('b', locks)).hasWaited).toBe(false);
    expect(first.hasWaited).toBe(false);
    const order: string[] = [];
    const others = ['second', 'third'].map(async (name) => {
      const turn = await taken('a', locks);
      order.push(name);
      return turn;
    });
    await soon();
    expect(order).toEqual([]);
    first.end();
    const second = await Promise.race(others);
    await soon();
    expect(order).toHaveLength(1);
    second.end();
    expect((await Promise.all(others)).map(({ hasWaited }) => hasWaited)).toEqual([true, true]);
  });

  test('who waits hears how far the other one is', async () => {
    const heard: DownloadProgress[] = [];
    const first = await taken('a', locks);
    const waiting = taken('a', locks, heard);
    await soon();
    first.tell({ loaded: 5, total: 9, bytesPerSecond: 3 });
    first.tell({ loaded: 6, total: 9 }); // too soon after the other
    await vi.waitFor(() => expect(heard).toEqual([{ loaded: 5, total: 9, bytesPerSecond: 3 }]));
    first.end();
    await waiting;
  });

  test('an abort ends the waiting at once, and the turn goes to the next', async () => {
    const first = await taken('a', locks);
    const abort = new AbortController();
    const reason = new Error('enough');
    const waiting = taken('a', locks, [], abort.signal);
    const next = taken('a', locks);
    await soon();
    const began = performance.now();
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(performance.now() - began).toBeLessThan(100);
    first.end();
    expect((await next).hasWaited).toBe(true);
    await expect(taken('a', locks, [], abort.signal)).rejects.toBe(reason);
  });

  test('who has given up before the start takes no turn away', async () => {
    const reason = new Error('enough');
    await expect(taken('d', locks, [], AbortSignal.abort(reason))).rejects.toBe(reason);
    await soon(50); // the lock was granted to nobody, and comes back
    const turn = await taken('d', locks);
    expect(turn.hasWaited).toBe(false);
    turn.end();
  });

  test('who comes no further for 20 seconds is not waited for, and who does is', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const first = await taken('a', locks);
    let isTaken = false;
    const waiting = taken('a', locks).then((turn) => {
      isTaken = true;
      return turn;
    });
    await soon();
    await seconds(15);
    first.tell();
    await soon();
    await seconds(15);
    expect(isTaken).toBe(false);
    await seconds(10);
    expect((await waiting).hasWaited).toBe(true);
  });

  test('of those who wait behind one that stands still, one takes its turn and the others wait for that one', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await taken('a', locks); // and nothing more is heard of it
    const haveTurn: Turn[] = [];
    const waiting = [1, 2, 3].map(async () => void haveTurn.push(await taken('a', locks)));
    await soon();
    await seconds(30);
    expect(haveTurn).toHaveLength(1);
    haveTurn[0]?.end();
    await vi.waitFor(() => expect(haveTurn).toHaveLength(2));
    await soon();
    expect(haveTurn).toHaveLength(2);
    await seconds(45); // the second stands still as well; the third had seen another one before it
    expect(haveTurn).toHaveLength(3);
    await Promise.all(waiting);
  });
});

test('where locks throw or say nothing each loads by itself', async () => {
  const refuse = (): Promise<never> => Promise.reject(new DOMException('no', 'SecurityError'));
  expect((await taken('a', { takeFree: refuse, wait: refuse, holder: refuse, stealFrom: refuse })).hasWaited).toBe(
    false,
  );
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const hang = (): Promise<never> => new Promise(() => undefined);
  const turn = taken('a', { takeFree: hang, wait: hang, holder: hang, stealFrom: hang });
  await vi.advanceTimersByTimeAsync(6000);
  expect((await turn).hasWaited).toBe(false);
});

test('a worker that is ended gives its turn back', async () => {
  const name = 'resnest-webgpu:a';
  const code = `navigator.locks.request(${JSON.stringify(name)}, () => new Promise(() => postMessage('has it')))`;
  const worker = new Worker(URL.createObjectURL(new Blob([code])));
  await new Promise((resolve) => (worker.onmessage = resolve));
  const waiting = taken('a', browserLocks(navigator.locks));
  await soon();
  worker.terminate();
  expect((await waiting).hasWaited).toBe(true);
});
