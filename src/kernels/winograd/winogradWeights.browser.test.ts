/**
 * The transform of Winograd's weights against its float64 reference, in every storage that it reads.
 */
import { describe, expect, test } from 'vitest';
import { type Storage, STORAGES } from '../../core/storage';
import type { HostTensor } from '../../core/tensor';
import { emptyBuffer, readBuffer, storageBuffer } from '../../gpu/buffers';
import { bind, PipelineCache } from '../../gpu/pipelines';
import { winogradWeightReference } from '../../ops/references/winograd';
import { TRANSFORMS, winogradPositions, type WinogradTile } from '../../ops/winograd';
import { testGpu, withErrorScopes } from '../../testing/device';
import { seededTensor } from '../../testing/seeded';
import { storedWeight } from '../../testing/storedWeight';
import { packWeight } from '../../weights/packing/pack';
import { stateDictOf } from '../../weights/stateDict';
import { library } from '../includes';
import { winogradWeights } from './winogradWeights';

const SHAPE = [24, 8, 3, 3] as const;
const GROUPS = 2;
const weight = seededTensor('weight', SHAPE, 1);

/** A weight [O, I, K, K] and a bias of zeros, packed in blocked order. */
function packed({ shape, data }: HostTensor, groups: number, storage: Storage): ReturnType<typeof packWeight> {
  const [outputs = 1, inputs = 1, size = 1] = shape;
  const tensors = new Map<string, HostTensor>([
    ['conv.weight', { shape, data }],
    ['conv.bias', { shape: [outputs], data: new Float32Array(outputs) }],
  ]);
  const source = { conv: 'conv', bias: true };
  const request = { name: 'conv', source, shape: [outputs, inputs, size, size], groups, layout: 'blocked' } as const;
  return packWeight({ ...request, storage }, stateDictOf(tensors));
}

/** What a transform gives, in the order of a 1x1 convolution with groups for each position. */
async function expected(
  tile: WinogradTile,
  values: HostTensor,
  matrix: (typeof TRANSFORMS)[2]['weight'],
): Promise<Float32Array> {
  const exact = { shape: values.shape, data: Float64Array.from(values.data) };
  const { shape, data } = winogradWeightReference(tile, exact, matrix);
  const transformed = { shape, data: Float32Array.from(data) };
  const { weight: ordered } = await packed(transformed, winogradPositions(tile) * GROUPS, 'f32');
  return new Float32Array(ordered);
}

describe.each([2, 4] as const)('F(%i,3)', (tile) => {
  test.each(STORAGES)('%s', async (storage) => {
    const { device } = await testGpu();
    const { parameters, slots, workgroups } = winogradWeights.launch({ shape: SHAPE }, tile, storage);
    const bytes = winogradWeights.bytes({ shape: SHAPE }, tile);
    const got = await withErrorScopes(device, async () => {
      const { name, source } = winogradWeights;
      const pipeline = await new PipelineCache(device).get({ name, source, parameters, slots }, library);
      const kept = await packed(weight, GROUPS, storage);
      const output = emptyBuffer(device, 'output', bytes);
      const weights = storageBuffer(device, 'weights', kept.weight);
      const bias = storageBuffer(device, 'bias', kept.bias);
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline.pipeline);
      pass.setBindGroup(0, bind(device, pipeline, { weights, bias, output }));
      pass.dispatchWorkgroups(...workgroups);
      pass.end();
      device.queue.submit([encoder.finish()]);
      const read = new Float32Array(await readBuffer(device, output, bytes));
      for (const buffer of [output, weights, bias]) buffer.destroy();
      return read;
    });
    const values = storedWeight(weight, storage);
    const { weight: matrix } = TRANSFORMS[tile];
    const want = await expected(tile, values, matrix);
    const magnitudes = await expected(
      tile,
      { ...values, data: values.data.map(Math.abs) },
      matrix.map((row) => row.map(Math.abs)),
    );
    expect(got.length).toBe(want.length);
    const wrong = want.findIndex(
      (value, i) => !(Math.abs((got[i] ?? NaN) - value) <= 16 * 2 ** -24 * (magnitudes[i] ?? 0)),
    );
    expect(wrong, `element ${wrong}: got ${got[wrong]}, want ${want[wrong]}`).toBe(-1);
  });
});
