import { expect, test } from 'vitest';
import { Pace } from './pace';

const steps = Array.from({ length: 10 }, () => 1e6);

test('a device that was not measured yet gets small slices', () => {
  expect(new Pace().sliceEnd([9e7, 9e7, 9e7], 0)).toBe(1);
});

test('a run that is expected within 100 ms is one slice', () => {
  const pace = new Pace();
  pace.learn(1e9, 1);
  expect(pace.sliceEnd(steps, 0)).toBe(10);
});

test('a slow device gets slices of about 100 ms', () => {
  const pace = new Pace();
  pace.learn(1e6, 25);
  expect(pace.sliceEnd(steps, 0)).toBe(4);
  expect(pace.sliceEnd(steps, 8)).toBe(10);
});

test('a step that takes longer than a slice runs alone', () => {
  const pace = new Pace();
  pace.learn(1, 1000);
  expect(pace.sliceEnd(steps, 3)).toBe(4);
});

test('where two submits are heard of at once, the second is not taken for a thousand times as fast', () => {
  const pace = new Pace();
  const work = Array.from({ length: 100 }, () => 1e7);
  pace.learn(1e8, 100, 0.3);
  pace.learn(1e8, 0, 0.3);
  expect(pace.sliceEnd(work, 0)).toBe(40);
});

test('nothing done in no time teaches nothing', () => {
  const pace = new Pace();
  pace.learn(0, 0);
  expect(pace.sliceEnd([9e7, 9e7, 9e7], 0)).toBe(1);
});

/** How long the slices of some runs take on a device, two in flight, where the engine looks every so many milliseconds. */
function slicesOf(look: number, steps: number, millisecondsAStep: number): number[] {
  const pace = new Pace();
  const work = Array.from({ length: steps }, () => 1e6);
  const taken: number[] = [];
  let now = 0;
  let deviceFree = 0;
  for (let run = 0; run < 8; run++) {
    let free = 0;
    let running: { work: number; began: number; done: number } | undefined;
    const finish = ({ work: size, began, done }: { work: number; began: number; done: number }): void => {
      now = Math.max(now, done);
      pace.learn(size, done - Math.max(began, free), look);
      free = done;
    };
    for (let start = 0; start < steps;) {
      const end = pace.sliceEnd(work, start);
      const milliseconds = (end - start) * millisecondsAStep;
      deviceFree = Math.max(now, deviceFree) + milliseconds;
      taken.push(milliseconds);
      const next = { work: (end - start) * 1e6, began: now, done: Math.ceil(deviceFree / look) * look };
      if (running) finish(running);
      running = next;
      start = end;
    }
    if (running) finish(running);
  }
  return taken;
}

test.each([1, 100])('slices of about 100 ms where an engine looks every %i ms', (look) => {
  const taken = slicesOf(look, 400, 10);
  const learned = taken.slice(taken.length / 8);
  expect(Math.max(...learned)).toBeLessThanOrEqual(200);
  expect(learned.length).toBeLessThanOrEqual((8 * 400 * 10) / 100);
});
