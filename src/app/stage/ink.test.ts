import { expect, test } from 'vitest';
import { inkOf } from './ink';

test('a cell covers as much as it says, in one colour for the class and another against it', () => {
  const ink = inkOf(Float32Array.of(2, -1, 0, 1));
  const cells = [0, 1, 2, 3].map((cell) => [...ink.subarray(cell * 4, cell * 4 + 4)]);
  expect(cells.map(([, , , alpha]) => alpha)).toEqual([255, 128, 0, 128]);
  expect(cells[0]?.slice(0, 3)).toEqual(cells[3]?.slice(0, 3));
  expect(cells[0]?.slice(0, 3)).not.toEqual(cells[1]?.slice(0, 3));
});

test('a map of zeros covers nothing', () => {
  expect([...inkOf(new Float32Array(2))].filter((_, i) => i % 4 === 3)).toEqual([0, 0]);
});
