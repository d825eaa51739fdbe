/**
 * Every row of the tables of storages, held to what the others say: a new storage is tested as soon as it is a row.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { STORAGE_KINDS, STORAGES } from '../../../core/storage';
import type { WeightRequest } from '../../../core/weights';
import { storedWeight } from '../../../testing/storedWeight';
import { stateDictOf } from '../../stateDict';
import { packWeight } from '../pack';
import { packedBytes, packedElements, weightBytes } from '../packedBytes';
import { PACKING, storageFor } from './storages';

const CASES: readonly Pick<WeightRequest, 'shape' | 'groups' | 'layout'>[] = [
  { shape: [8, 4, 3, 3], groups: 1, layout: 'blocked' },
  { shape: [5, 3, 3, 3], groups: 1, layout: 'blocked' },
  { shape: [16, 8, 1, 1], groups: 4, layout: 'blocked' },
  { shape: [7, 5, 1, 1], groups: 1, layout: 'plain' },
];
const SHADERS = new URL('../../../../shaders/lib/weights/', import.meta.url);

describe.each(STORAGES)('%s', (storage) => {
  const { bits, hasScales, largestInteger } = STORAGE_KINDS[storage];

  test.each(CASES)('a packed weight of $shape, $layout, has as many bytes as are counted', async (each) => {
    const request: WeightRequest = { name: 'step', source: { conv: 'conv', bias: false }, storage, ...each };
    const data = new Float32Array(each.shape.reduce((product, size) => product * size)).fill(1);
    const { weight, bias } = await packWeight(
      request,
      stateDictOf(new Map([['conv.weight', { shape: each.shape, data }]])),
    );
    expect(weight.byteLength).toBe(weightBytes(request));
    expect(weight.byteLength + bias.byteLength).toBe(packedBytes(request));
    expect(weight.byteLength * 8).toBeGreaterThanOrEqual(packedElements(request) * bits);
    expect(weight.byteLength * 8).toBeLessThan(packedElements(request) * bits + 128);
  });

  test('values are written in as many bits as the table says', () => {
    const bytes = new ArrayBuffer((32 * bits) / 8);
    const { values } = PACKING[storage].round(new Float32Array(33).fill(-1 / 3), 1); // no byte of it is zero
    PACKING[storage].write(values.subarray(0, 32), bytes);
    expect(new Uint8Array(bytes)).not.toContain(0);
  });

  test('has scales where the table says so', () => {
    expect(PACKING[storage].round(Float32Array.of(1, 2, 3, 4), 2).scales?.length).toBe(hasScales ? 2 : undefined);
  });

  test('keeps integers up to the largest exactly, times a power of two', () => {
    const unit = 2 ** -9;
    const halves = [largestInteger, 1 - largestInteger].flatMap((most) => [most, Math.trunc(most / 2)]);
    const integers = [...halves, 1, 0, -3];
    const data = Float32Array.from(integers, (integer) => integer * unit);
    expect(largestInteger).toBeLessThan(2 ** (bits - 1));
    expect(storedWeight({ shape: [1, data.length], data: data.slice() }, storage).data).toEqual(data);
  });

  test('has a shader text for either layout of convolutions and for the layers of attention', () => {
    const texts = [`weights.${storage}.wgsl`, `weights.plain_${storage}.wgsl`, `layers.${storage}.wgsl`];
    expect(readdirSync(SHADERS)).toEqual(expect.arrayContaining(texts));
  });
});

test('a checkpoint is kept in the storage of its own type if that is one, else as f32', () => {
  expect(storageFor(['F16', 'F16'])).toBe('f16');
  expect(storageFor(['F16', 'F32'])).toBe('f32');
  expect(storageFor(['BF16', 'BF16'])).toBe('f32');
  expect(storageFor(['I8'])).toBe('f32');
});
