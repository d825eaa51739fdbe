import { expect, test } from 'vitest';
import type { PackedWeight, WeightRequest } from '../../core/weights';
import { packAll } from './packAll';
import { stateDictOf } from '../stateDict';

const REQUEST: WeightRequest = {
  name: 'step',
  source: { conv: 'conv', bias: false },
  shape: [512, 512, 3, 3],
  groups: 1,
  layout: 'blocked',
  storage: 'f16',
};

// Node 20 cannot free a buffer.
test('a weight is freed when the next one is asked for, and never the checkpoint', async () => {
  const data = new Float32Array(512 * 512 * 9).fill(1);
  const stateDict = stateDictOf(new Map([['conv.weight', { shape: REQUEST.shape, data }]]));
  const sizes: number[] = [];
  let before: PackedWeight | undefined;
  for await (const weight of packAll([REQUEST, { ...REQUEST, storage: 'f32' }, REQUEST], stateDict)) {
    if (before) sizes.push(before.weight.byteLength, before.bias.byteLength);
    expect(new Uint8Array(weight.weight).some((byte) => byte !== 0)).toBe(true);
    before = weight;
  }
  expect(sizes.length).toBeGreaterThan(3 * 2);
  expect(sizes.every((bytes) => bytes === 0)).toBe(true);
  expect(data.every((value) => value === 1)).toBe(true);
  expect(data.length).toBe(512 * 512 * 9);
});
