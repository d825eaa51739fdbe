import { expect, test } from 'vitest';
import type { MeasuredPoint } from '../types';
import { documentSeries, formatSeries, plotsOf } from './report';
import { seriesOf } from './series';

const point = (inputSize: number, macs: number, medianMs: number): MeasuredPoint => ({
  ...{ model: 'resnest50', batch: 1, inputSize, macs, medianMs, runsMs: [medianMs - 1, medianMs, medianMs + 3] },
  bytes: { weights: 100e6, transformed: inputSize < 200 ? 0 : 40e6, activations: macs / 100 },
  largestBinding: inputSize * 1e5,
});
// 20, 10, and 9 ms a billion.
const points = [point(64, 0.5e9, 10), point(96, 1e9, 10), point(224, 5e9, 45)];
const series = seriesOf('input-size', points);

test('linearity is the largest deviation from the median per multiply-add', () => {
  expect(series.time).toEqual({ perMac: 10e-9, deviation: 1, at: '64' });
  expect(series.memory.perMac).toBeCloseTo(0.01);
  expect(series.memory.deviation).toBeCloseTo(0);
});

test('a point that is too fast counts as much, with its sign', () => {
  const { time } = seriesOf('input-size', [...points.slice(1), point(256, 10e9, 25)]);
  expect(time).toMatchObject({ at: '256' });
  expect(time.deviation).toBeCloseTo(2.5 / 9 - 1);
});

test('models are judged by their weights', () =>
  expect(seriesOf('model', points).memory.perMac).toBeCloseTo(100e6 / 1e9));

test('the table has a row for each point, and both deviations below', () => {
  const lines = formatSeries(series).split('\n');
  expect(lines).toContain('| 224 | 5.00 | 45.0 | 44.0 | 48.0 | 9.0 | 100.0 | 40.0 | 50.0 | 22.4 |');
  expect(lines.slice(-2)).toEqual([
    'Largest deviation from the median per multiply-add: time +100 % (at 64), activations +0 % (at 64).',
    'The largest binding is 22.4 MB of the 134.2 MB that every device allows.',
  ]);
});

test('the documentation embeds each plot, with words for those who do not see it', () => {
  const images = [...documentSeries(series).matchAll(/^!\[(.+)\]\((.+)\)$/gm)];
  expect(images.map(([, , file]) => file)).toEqual([...plotsOf([series]).keys()]);
  expect(images[0]?.[1]).toBe(
    'Time of a run against input size: resnest50, batch 1: the largest deviation from proportional to multiply-adds is +100 % (at 64).',
  );
});
