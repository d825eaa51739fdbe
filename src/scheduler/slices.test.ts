import { expect, test } from 'vitest';
import { Pace } from './slices';

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

const later = (milliseconds: number) => (): Promise<unknown> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

test('what a submit takes without work is asked twice, and once for all', async () => {
  const pace = new Pace();
  const waits = [later(0), later(60)];
  await pace.calibrate(() => waits.shift()?.() ?? Promise.reject(new Error('asked too often')));
  await pace.calibrate(() => Promise.reject(new Error('asked again')));
  pace.learn(4e7, 65);
  expect(pace.sliceEnd(steps, 0)).toBe(10); // 1e6 a millisecond, as nothing was learned to the contrary
});

test('where an engine looks after its GPU every 100 ms, slices neither shrink nor grow long', async () => {
  const pace = new Pace();
  await pace.calibrate(later(100));
  const work = Array.from({ length: 200 }, () => 1e6);
  const millisecondsAStep = 10;
  const taken: number[] = [];
  for (let run = 0; run < 5; run++)
    for (let start = 0; start < work.length;) {
      const end = pace.sliceEnd(work, start);
      const milliseconds = (end - start) * millisecondsAStep;
      taken.push(milliseconds);
      pace.learn((end - start) * 1e6, Math.ceil(milliseconds / 100) * 100);
      start = end;
    }
  const learned = taken.slice(1);
  expect(Math.max(...learned)).toBeLessThanOrEqual(200);
  expect(learned.length).toBeLessThanOrEqual((5 * 200 * millisecondsAStep) / 100);
});
