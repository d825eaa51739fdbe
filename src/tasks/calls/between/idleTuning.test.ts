import { expect, test, vi } from 'vitest';
import type { Sessions } from '../../../scheduler/run/sessions';
import type { Turns } from '../../../scheduler/run/turns/turns';
import type { GpuWeights } from '../../../scheduler/run/weights';
import type { Tuner } from '../../../scheduler/tune/tuner';
import type { Desks } from '../desk';
import { IdleTuning } from './idleTuning';
import { CallQueue } from '../queue';

/** A tuner that works as told, in the turns that it is given. */
const tunerThat = (work: (turns: Turns) => Promise<unknown>): Tuner =>
  ({ tune: (_: unknown, { turns }: { turns: Turns }) => work(turns).then(() => false) }) as unknown as Tuner;

const begun = (queue: CallQueue, work: (turns: Turns) => Promise<unknown>): IdleTuning => {
  const sessions = { place: { gpu: {} } } as Sessions;
  const tuning = new IdleTuning(tunerThat(work), {} as GpuWeights, sessions, queue.turns);
  tuning.begin();
  return tuning;
};

const queueOf = (): CallQueue => new CallQueue({} as Desks);

test('a call in its turn can end it and wait for the end', async () => {
  const queue = queueOf();
  const piece = vi.fn(() => Promise.resolve());
  const tuning = begun(queue, (turns) => turns.take(piece));
  expect(tuning.isUnfinished).toBe(true);
  await queue.between(undefined, async () => {
    tuning.end();
    await tuning.ended();
  });
  await queue.close();
  expect(piece).not.toHaveBeenCalled();
  expect(tuning.isUnfinished).toBe(true);
});

test('a piece beside the calls is waited for, and none begins after it', async () => {
  const queue = queueOf();
  let finish = (): void => undefined;
  const piece = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
  const tuning = begun(queue, async (turns) => {
    await turns.aside(piece);
    await turns.aside(piece);
  });
  await vi.waitFor(() => expect(piece).toHaveBeenCalledOnce());
  tuning.end();
  let hasEnded = false;
  const ended = tuning.ended().then(() => (hasEnded = true));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(hasEnded).toBe(false);
  finish();
  await ended;
  expect(piece).toHaveBeenCalledOnce();
});

test('it is finished when all is tuned', async () => {
  const queue = queueOf();
  const tuning = begun(queue, (turns) => turns.take(() => Promise.resolve()));
  await tuning.ended();
  expect(tuning.isUnfinished).toBe(false);
});
