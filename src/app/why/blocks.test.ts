import { expect, test } from 'vitest';
import { blockOf } from './blocks';

const attention = (radix: number, data: number[]) => {
  const channels = data.length / radix;
  const all = Float32Array.from(data);
  const mean = (split: number) =>
    all.subarray(split * channels, (split + 1) * channels).reduce((a, b) => a + b, 0) / channels;
  return {
    ...{ block: 'layer1.0', radix, groups: 1, shape: [radix, channels] as const, data: all },
    meanBySplit: Float32Array.from({ length: radix }, (_, split) => mean(split)),
  };
};

test('channels are sorted by their first split, and the splits lie on each other up to 1', () => {
  const { paths, channels } = blockOf(attention(2, [0.25, 1, 0.75, 0]));
  expect(channels).toBe(2);
  expect(paths).toEqual([
    'M0 0.0000H1L1 0.7500H2L2 1.0000H1L1 1.0000H0Z',
    'M0 0.0000H1L1 0.0000H2L2 0.7500H1L1 0.0000H0Z',
  ]);
});

test('a block that mixes alike has no strength, one that takes a single split has all', () => {
  expect(blockOf(attention(2, [0.5, 0.5, 0.5, 0.5])).strength).toBeCloseTo(0);
  expect(blockOf(attention(2, [1, 0, 0, 1])).strength).toBeCloseTo(1);
  expect(blockOf(attention(4, [0.25, 0.25, 0.25, 0.25])).strength).toBeCloseTo(0);
});

test('the split that most channels take is named', () => {
  expect(blockOf(attention(2, [0.9, 0.2, 0.3, 0.1, 0.8, 0.7]))).toMatchObject({ mostly: 1, ofChannels: 2 / 3 });
  const gate = blockOf(attention(1, [0.25, 0.75]));
  expect(gate).toMatchObject({ strength: 0, mostly: 0 });
  expect(gate.mean).toBeCloseTo(0.5);
});
