import { expect, test } from 'vitest';
import { type Chart, drawChart, ticksAround } from './plot';

const chart: Chart = {
  title: 'Time & size',
  description: 'a < b',
  x: { label: 'size', ticks: [1, 10, 100].map((x) => [x, [`n${x}`]]) },
  y: { label: 'milliseconds' },
  marks: [
    { name: 'measured', points: [1, 10, 100].map((x) => [x, 3 * x]) },
    { name: 'constant', points: [1, 10, 100].map((x) => [x, 7]) },
  ],
  line: { name: 'proportional', slope: 3 },
};
const svg = drawChart(chart);

/** Every [x, y] of an element's pair of attributes. */
const places = (pattern: RegExp): number[][] => [...svg.matchAll(pattern)].map(([, x, y]) => [Number(x), Number(y)]);
const marksOf = (mark: number): number[][] =>
  places(new RegExp(`<path class="mark${mark}" transform="translate\\(([\\d.]+) ([\\d.]+)\\)"`, 'g')).slice(1); // the legend's is first
const [dots, squares] = [marksOf(0), marksOf(1)];

test('equal ratios are equal distances, to the right and upwards', () => {
  const steps = dots.slice(1).map(([x = 0, y = 0], i) => [x - (dots[i]?.[0] ?? NaN), y - (dots[i]?.[1] ?? NaN)]);
  expect(dots).toHaveLength(3);
  const [[dx = NaN, dy = NaN] = [], second = []] = steps;
  expect(dx).toBeGreaterThan(100);
  expect(dy).toBeLessThan(-50);
  expect(second[0]).toBeCloseTo(dx, 0);
  expect(second[1]).toBeCloseTo(dy, 0);
});

test('what is proportional lies on the line, what is constant at one height', () => {
  const [, points = ''] = /<polyline [^>]*points="([^"]*)"/.exec(svg) ?? [];
  const ends = points.split(' ').map((point) => point.split(',').map(Number));
  expect(ends).toEqual([dots[0], dots[2]]);
  expect(new Set(squares.map(([, y]) => y)).size).toBe(1);
});

test('all words are there, safe for XML, and nothing is without a place', () => {
  for (const text of ['Time &#38; size', 'a &#60; b', 'milliseconds', 'n10', 'measured', 'constant', 'proportional'])
    expect(svg).toContain(`>${text}</`);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});

test.each([
  [
    [3, 40],
    [2, 5, 10, 20, 50],
  ],
  [
    [2, 2],
    [1, 2, 5],
  ],
  [
    [0.03, 0.11],
    [0.02, 0.05, 0.1, 0.2],
  ],
  [[1000], [500, 1000, 2000]],
])('ticks go beyond %j on both sides: %j', (values, ticks) => expect(ticksAround(values)).toEqual(ticks));
