import { expect, test } from 'vitest';
import type { WeightRequest } from '../../core/weights';
import { cacheKey, isOfOlderVersion, isOutdated, layoutDigest } from './key';

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
  expect(await cacheKey(asked)).toMatch(/^abc#auto-v2-[0-9a-f]{64}$/);
  const keys = await Promise.all([
    cacheKey(asked),
    cacheKey({ ...asked, source: 'abd' }),
    cacheKey({ ...asked, storage: 'f32' }),
    cacheKey({ ...asked, asked: 'null' }),
  ]);
  expect(new Set(keys).size).toBe(4);
});

test('outdated is what another version packed from the same source in the same storage', async () => {
  const key = await cacheKey({ source: 'https://example.org/w#a', storage: 'f16', asked: '' });
  const other = await cacheKey({ source: 'https://example.org/w#a', storage: 'f16', asked: 'else' });
  const older = other.replace(/-v2-/, '-v0-');
  expect(isOutdated(older, key)).toBe(true);
  expect(isOutdated(key.replace(/-v2-/, '-v12-'), key)).toBe(true);
  const kept = [
    key,
    other,
    older.replace('f16', 'f32'),
    older.replace('#a', '#b'),
    `x${older}`,
    older.slice(0, -1),
    '',
  ];
  expect(kept.filter((each) => isOutdated(each, key))).toEqual([]);
});

test('older is what an older version packed, from whatever source; not what a newer one did, nor other keys', async () => {
  const key = await cacheKey({ source: 'https://example.org/w#a', storage: 'f16', asked: '' });
  const older = key.replace(/-v2-/, '-v1-');
  const keys = [older, key, key.replace(/-v2-/, '-v12-'), older.slice(0, -1), 'my own', ''];
  expect(keys.filter(isOfOlderVersion)).toEqual([older]);
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
