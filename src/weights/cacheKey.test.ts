import { expect, test } from 'vitest';
import type { WeightRequest } from '../core/weights';
import { cacheKey } from './cacheKey';

const REQUEST: WeightRequest = {
  name: 'a',
  source: { conv: 'conv1', bias: false, batchNorm: 'bn1' },
  shape: [8, 4, 3, 3],
  groups: 1,
  layout: { order: 'blocked', tile: 1 },
  storage: 'f16',
};
const key = (change: Partial<WeightRequest> = {}, source = 'abc', storage: 'f16' | 'f32' = 'f16'): Promise<string> =>
  cacheKey({ source, storage, requests: [{ ...REQUEST, ...change }] });

test('equal requests have equal keys, in whatever order their fields were written', async () => {
  const { storage, layout, groups, shape, source, name } = REQUEST;
  const reordered: WeightRequest = { storage, layout, groups, shape, source, name };
  expect(await cacheKey({ source: 'abc', storage: 'f16', requests: [reordered] })).toBe(await key());
  expect(await key()).toMatch(/^abc#f16-v1-[0-9a-f]{64}$/);
});

test('whatever decides over the bytes is in the key', async () => {
  const keys = await Promise.all([
    key(),
    key({}, 'abd'),
    key({}, 'abc', 'f32'),
    key({ name: 'b' }),
    key({ source: { conv: 'conv2', bias: false, batchNorm: 'bn1' } }),
    key({ source: { conv: 'conv1', bias: true, batchNorm: 'bn1' } }),
    key({ source: { conv: 'conv1', bias: false, batchNorm: 'bn2' } }),
    key({ source: { conv: 'conv1', bias: false } }),
    key({ shape: [8, 4, 1, 9] }),
    key({ groups: 2 }),
    key({ layout: { order: 'blocked', tile: 2 } }),
    key({ layout: { order: 'plain' } }),
    key({ storage: 'f32' }),
    cacheKey({ source: 'abc', storage: 'f16', requests: [] }),
  ]);
  expect(new Set(keys).size).toBe(keys.length);
});
