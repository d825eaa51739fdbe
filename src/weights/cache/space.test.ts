import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type * as space from './space';

beforeEach(() => void vi.resetModules()); // a page asks once
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

type Space = Pick<typeof space, 'freeBytes' | 'freeing' | 'persist'>;

type Manager = Partial<Record<'estimate' | 'persisted' | 'persist', () => unknown>>;

async function spaceWith(storage: Manager | undefined): Promise<Space> {
  vi.stubGlobal('navigator', { storage });
  return import('./space');
}

const denied = (): never => {
  throw new DOMException('denied', 'SecurityError');
};
const answer = (value: unknown) => () => Promise.resolve(value);

test.each<[string, Manager | undefined, number | undefined]>([
  ['what is left', { estimate: answer({ quota: 100, usage: 30 }) }, 70],
  ['nothing where more is used than allowed', { estimate: answer({ quota: 10, usage: 30 }) }, 0],
  ['unknown in a browser without numbers', { estimate: answer({}) }, undefined],
  ['unknown on a page without https', undefined, undefined],
  ['unknown in a browser without estimate', {}, undefined],
  ['unknown where it throws', { estimate: denied }, undefined],
  ['unknown where it rejects', { estimate: () => Promise.reject(new Error('no')) }, undefined],
])('free is %s', async (_, storage, expected) => {
  expect(await (await spaceWith(storage)).freeBytes()).toBe(expected);
});

test('an estimate that never comes is done without', async () => {
  vi.useFakeTimers();
  const { freeBytes } = await spaceWith({ estimate: () => new Promise(() => undefined) });
  const asked = freeBytes();
  await vi.advanceTimersByTimeAsync(5000);
  expect(await asked).toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});

test.each<[string, Manager | undefined, boolean]>([
  ['what the browser answers, yes', { persisted: answer(false), persist: answer(true) }, true],
  ['what the browser answers, no', { persisted: answer(false), persist: answer(false) }, false],
  ['no in a worker, where nobody can be asked', { persisted: answer(false) }, false],
  ['yes in a worker of a site whose data are kept', { persisted: answer(true) }, true],
  ['no on a page without https', undefined, false],
  ['no where it throws', { persisted: answer(false), persist: denied }, false],
])('persist is %s', async (_, storage, expected) => {
  expect(await (await spaceWith(storage)).persist()).toBe(expected);
});

test('the browser is asked once, and not at all where it keeps the data already', async () => {
  const ask = vi.fn(answer(false));
  const { persist } = await spaceWith({ persisted: answer(false), persist: ask });
  expect(ask).not.toHaveBeenCalled();
  expect(await Promise.all([persist(), persist()])).toEqual([false, false]);
  expect(await persist()).toBe(false);
  expect(ask).toHaveBeenCalledOnce();
  vi.resetModules();
  const again = vi.fn(answer(true));
  expect(await (await spaceWith({ persisted: answer(true), persist: again })).persist()).toBe(true);
  expect(again).not.toHaveBeenCalled();
});

test('bytes that are deleted are waited for until the browser counts them as free, but not for long', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  const used = [100, 100, 100, 30]; // before, and at each look after it
  const { freeing } = await spaceWith({ estimate: () => Promise.resolve({ usage: used.shift() ?? 30 }) });
  const order: string[] = [];
  const waiting = freeing(80, async () => void order.push('deleted')).then(() => order.push('free'));
  await vi.advanceTimersByTimeAsync(400);
  expect(order).toEqual(['deleted']);
  await vi.advanceTimersByTimeAsync(200);
  await waiting;
  expect(order).toEqual(['deleted', 'free']);
  expect(used).toEqual([]);
  used.push(...new Array<number>(99).fill(100));
  const inVain = freeing(80, () => Promise.resolve());
  await vi.advanceTimersByTimeAsync(6000);
  await inVain;
  expect(used.length).toBeGreaterThan(70);
});
