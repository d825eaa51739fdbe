import { expect, test } from 'vitest';
import { precisionOn } from './precision';

const gpu = (isOwn: boolean, ...features: string[]): Parameters<typeof precisionOn>[0] => ({
  device: { features: new Set(features) } as unknown as GPUDevice,
  isOwn,
});

test('f16 is used where the device has it', () => {
  expect(precisionOn(gpu(true, 'shader-f16'), 'f16')).toEqual({ used: 'f16', note: undefined });
});

test('f32 is used where nobody asks for another', () => {
  expect(precisionOn(gpu(true, 'shader-f16'))).toEqual({ used: 'f32', note: undefined });
  expect(precisionOn(gpu(true), 'f32')).toEqual({ used: 'f32', note: undefined });
});

test('without it f32 is used, and a note says why', () => {
  const own = precisionOn(gpu(true, 'subgroups'), 'f16');
  expect(own).toMatchObject({ used: 'f32', note: expect.stringMatching(/^This GPU.* has no shader-f16/) as unknown });
  const given = precisionOn(gpu(false), 'f16');
  expect(given).toMatchObject({
    used: 'f32',
    note: expect.stringMatching(/^The given device .*requiredFeatures/) as unknown,
  });
});
