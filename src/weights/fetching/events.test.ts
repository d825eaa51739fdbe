import { expect, test, vi } from 'vitest';
import { eventsOf } from './events';

/** Reads a stream to its end. */
async function read<Told, Result>(events: AsyncGenerator<Told, Result>): Promise<{ told: Told[]; result: Result }> {
  const told: Told[] = [];
  for (;;) {
    const step = await events.next();
    if (step.done) return { told, result: step.value };
    told.push(step.value);
  }
}

const ignore = (): void => undefined;
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('all that is told comes in its order, whether together or late, and then the result', async () => {
  const events = eventsOf(
    undefined,
    async (tell: (event: number) => void) => {
      tell(1);
      tell(2);
      await turn();
      tell(3);
      await turn();
      tell(4);
      return 'done';
    },
    ignore,
  );
  expect(await read(events)).toEqual({ told: [1, 2, 3, 4], result: 'done' });
});

test('work that fails is an error after what it told', async () => {
  const failure = new Error('broke off');
  const told: number[] = [];
  const work = async (tell: (event: number) => void): Promise<never> => {
    tell(1);
    return Promise.reject(failure);
  };
  const reading = (async () => {
    for await (const event of eventsOf(undefined, work, ignore)) told.push(event);
  })();
  await expect(reading).rejects.toBe(failure);
  expect(told).toEqual([1]);
});

/** Tells once, and ends when its signal aborts, a turn later. */
function patient(): {
  work: (tell: (event: number) => void, signal: AbortSignal) => Promise<never>;
  seen: { reason?: unknown };
} {
  const seen: { reason?: unknown } = {};
  const work = async (tell: (event: number) => void, signal: AbortSignal): Promise<never> => {
    tell(1);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    await turn();
    seen.reason = signal.reason;
    throw signal.reason;
  };
  return { work, seen };
}

test('a reader that leaves early aborts the work, and waits until it has ended', async () => {
  const { work, seen } = patient();
  for await (const event of eventsOf(undefined, work, ignore)) {
    expect(event).toBe(1);
    break;
  }
  expect(String(seen.reason)).toContain('nobody reads the events');
});

test.each([true, false])(
  "the work ends with the reason of the caller's signal (aborted before: %s)",
  async (before) => {
    const { work, seen } = patient();
    const controller = new AbortController();
    const reason = new Error('enough');
    if (before) controller.abort(reason);
    const reading = read(eventsOf(controller.signal, work, ignore));
    reading.catch(() => undefined);
    await turn();
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    expect(seen.reason).toBe(reason);
  },
);

test.each([true, false])('a result that nobody takes is dropped, once (the reader leaves: %s)', async (leaves) => {
  const drop = vi.fn<(result: string) => void>();
  const work = async (tell: (event: number) => void): Promise<string> => {
    tell(1);
    await turn();
    return 'a lock';
  };
  for await (const event of eventsOf(undefined, work, drop)) if (event === 1 && leaves) break;
  expect(drop.mock.calls).toEqual(leaves ? [['a lock']] : []);
});

test('a result that was ready before its reader left is dropped too', async () => {
  const drop = vi.fn<(result: string) => void>();
  const work = (tell: (event: number) => void): Promise<string> => {
    [1, 2].forEach(tell);
    return Promise.resolve('a lock');
  };
  for await (const event of eventsOf(undefined, work, drop)) {
    await turn();
    if (event === 1) break;
  }
  expect(drop.mock.calls).toEqual([['a lock']]);
});
