import { expect, test } from 'vitest';
import type { WeightRequest } from '../core/weights';
import { cacheKey, layoutDigest } from './cacheKey';

const REQUEST: WeightRequest = {
  name: 'a',
  source: { conv: 'conv1', bias: false, batchNorm: 'bn1' },
  shape: [8, 4, 3, 3],
  groups: 1,
  layout: 'blocked',
  storage: 'f16',
};
const digest = (change: Partial<WeightRequest> = {}): Promise<string> => layoutDigest([{ ...REQUEST, ...change }]);

test('the key names source, storage and what was asked', async () => {
  const asked = { source: 'abc', storage: 'auto', asked: '"resnest50"' } as const;
  expect(await cacheKey(asked)).toMatch(/^abc#auto-v1-[0-9a-f]{64}$/);
  const keys = await Promise.all([
    cacheKey(asked),
    cacheKey({ ...asked, source: 'abd' }),
    cacheKey({ ...asked, storage: 'f32' }),
    cacheKey({ ...asked, asked: 'null' }),
  ]);
  expect(new Set(keys).size).toBe(4);
});

test('equal requests have equal digests, in whatever order their fields were written', async () => {
  const { storage, layout, groups, shape, source, name } = REQUEST;
  expect(await layoutDigest([{ storage, layout, groups, shape, source, name }])).toBe(await digest());
});

test('whatever decides over the bytes is in the digest', async () => {
  const digests = await Promise.all([
    digest(),
    digest({ name: 'b' }),
    digest({ source: { conv: 'conv2', bias: false, batchNorm: 'bn1' } }),
    digest({ source: { conv: 'conv1', bias: true, batchNorm: 'bn1' } }),
    digest({ source: { conv: 'conv1', bias: false, batchNorm: 'bn2' } }),
    digest({ source: { conv: 'conv1', bias: false } }),
    digest({ shape: [8, 4, 1, 9] }),
    digest({ groups: 2 }),
    digest({ layout: 'plain' }),
    digest({ storage: 'f32' }),
    layoutDigest([]),
  ]);
  expect(new Set(digests).size).toBe(digests.length);
});
