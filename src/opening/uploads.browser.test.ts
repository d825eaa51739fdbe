/**
 * Uploads of weights, and those of a cache that turned out to be damaged.
 */
import { expect, test } from 'vitest';
import { GpuWeights } from '../scheduler/run/weights';
import { testGpu } from '../testing/device';
import { Uploads } from './uploads';

const weightNamed = (name: string) =>
  ({ name, storage: 'f32', weight: new ArrayBuffer(16), bias: new ArrayBuffer(16) }) as const;

test('nothing is told of weights that were discarded, and all is told of those after them', async () => {
  const gpu = await testGpu();
  const weights = new GpuWeights(gpu.device);
  const uploads = new Uploads(gpu, weights);
  const told: string[] = [];
  await uploads.add(weightNamed('old'), () => told.push('old'));
  uploads.discard();
  await uploads.add(weightNamed('new'), () => told.push('new'));
  await uploads.end();
  expect(told).toEqual(['new']);
  expect([weights.has('old'), weights.has('new')]).toEqual([false, true]);
  weights.destroy();
});
