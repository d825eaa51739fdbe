import { expect, test, vi } from 'vitest';
import { ShaderError } from '../../../core/errors';
import type { Sessions } from '../../../scheduler/run/sessions';
import type { Specialised } from '../../../scheduler/run/successor';
import type { Desks } from '../desk';
import { CallQueue } from '../queue';
import { Specialising } from './specialising';

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const SLOW_MS = 120;

/** The change to programs that are as slow when they first run as told, with what happened in its order. */
function changing(programs: readonly (() => Promise<void>)[]) {
  const queue = new CallQueue({} as Desks);
  const events: string[] = [];
  const dispatches = programs.map((run, i) => async () => {
    events.push(`program ${i}`);
    await run();
  });
  const sessions = {
    place: { gpu: {} },
    firstDispatches: () => Promise.resolve([...dispatches]),
    specialise: () => Promise.resolve(void events.push('change')),
  } as unknown as Sessions;
  const specialising = new Specialising(
    { ready: undefined, compile: () => Promise.resolve({} as Specialised) },
    sessions,
    queue,
  );
  const call = (): Promise<unknown> => queue.between(undefined, async () => void events.push('call'));
  return { queue, events, specialising, call };
}

const slow = (): Promise<void> => wait(SLOW_MS);
const quick = (): Promise<void> => Promise.resolve();

test('a call waits for one slow program, and the change for all', async () => {
  const { events, specialising, call } = changing([slow, slow, quick]);
  specialising.begin();
  await vi.waitFor(() => expect(events).toEqual(['program 0']), { interval: 1 });
  await call();
  expect(events).toEqual(['program 0', 'call']);
  expect(await specialising.ended).toBe(true);
  expect(events).toEqual(['program 0', 'call', 'program 1', 'program 2', 'change']);
});

test('where one call follows the other, quick programs take one gap and slow ones a gap each', async () => {
  const { events, specialising, call } = changing([quick, quick, slow, slow]);
  specialising.begin();
  let isOver = false;
  void specialising.ended.then(() => (isOver = true));
  while (!isOver) await Promise.all([call(), wait(1)]);
  const gaps = events.join().split(/(?:call,?)+/);
  expect(gaps.filter((gap) => gap !== '')).toEqual(['program 0,program 1,program 2,', 'program 3,', 'change,']);
});

test('a program that the device refuses leaves the general ones', async () => {
  const refused = (): Promise<void> => Promise.reject(new ShaderError('refused', 'not this one'));
  const { events, specialising } = changing([refused, quick]);
  specialising.begin();
  expect(await specialising.ended).toBe(false);
  expect(specialising.failure).toBe('not this one');
  expect(events).toEqual(['program 0']);
});

test('its end does not wait for the program under way, and no other runs', async () => {
  const { queue, events, specialising } = changing([() => new Promise(() => undefined), quick]);
  specialising.begin();
  await vi.waitFor(() => expect(events).toEqual(['program 0']), { interval: 1 });
  specialising.end();
  expect(await specialising.ended).toBe(false);
  await queue.close();
  expect(specialising.failure).toBeUndefined();
  expect(events).toEqual(['program 0']);
});
