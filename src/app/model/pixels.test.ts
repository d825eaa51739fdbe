import { expect, test } from 'vitest';
import { pixelsOf } from './pixels';

const numbers = { mean: [0.5, 0.25, 0], std: [0.5, 0.25, 1] } as const;

test('normalisation is taken back, and channels become colours', () => {
  const pixels = pixelsOf(Float32Array.of(1, -1, 1, -1, 0.2, 0.4), numbers, 3);
  expect([...pixels]).toEqual([255, 128, 51, 255, 0, 0, 102, 255]);
});

test('a grey input is grey', () => {
  expect([...pixelsOf(Float32Array.of(0), numbers, 1)]).toEqual([128, 128, 128, 255]);
});
