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

test('what a submit takes without work does not count as slowness', async () => {
  const pace = new Pace();
  await pace.calibrate(() => new Promise((resolve) => setTimeout(resolve, 60)));
  await pace.calibrate(() => Promise.reject(new Error('asked twice')));
  pace.learn(1e6, 65);
  expect(pace.sliceEnd(steps, 0)).toBe(10);
});
