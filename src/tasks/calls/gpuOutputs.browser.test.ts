/**
 * Answers that stay on the GPU: their numbers, and who frees them.
 */
import { afterEach, expect, test, vi } from 'vitest';
import { type Shape4, fromBlocked } from '../../core/tensor';
import { readBuffer } from '../../gpu/buffers';
import { type Classifier, ConfigError, createClassifier, DeviceLostError, type GpuTensor } from '../../index';
import { someDevice } from '../../testing/device';
import { ownClassifier } from '../../testing/ownClassifier';
import { canvasOf, liveBuffers } from '../../testing/pictures/painted';
import { seededInput } from '../../testing/seeded';

let classifier: Classifier;
let device: GPUDevice;
let uncaptured: string[];
ownClassifier((own) => ({ classifier, device, uncaptured } = own));

afterEach(() => {
  vi.restoreAllMocks();
  expect(uncaptured.splice(0)).toEqual([]);
});

/** The numbers of a tensor, row-major. */
async function numbersOf({ buffer, shape, layout }: GpuTensor): Promise<Float32Array> {
  expect(layout).toBe('NC4HW4');
  return fromBlocked(new Float32Array(await readBuffer(device, buffer, buffer.size)), shape as Shape4);
}

/** What a call has left on the GPU, without the buffers that a classifier keeps for its next run. */
async function leftBy(call: () => Promise<unknown>): Promise<readonly string[]> {
  const live = liveBuffers(device);
  await call();
  vi.restoreAllMocks();
  return [...live].map(({ label }) => label).filter((label) => label.startsWith('output '));
}

test('an embedding is that of ordinary memory, in a buffer of exactly its size, until it is destroyed', async () => {
  const [red, blue] = [canvasOf('#f00'), canvasOf('#00f')];
  const expected = await classifier.embed([red, blue]);
  const live = liveBuffers(device);
  const got = await classifier.embed([red, blue], { output: 'gpu' });
  const outputs = [...live].filter(({ label }) => label === 'output embedding');
  expect(outputs.map(({ size }) => size)).toEqual([2048 * 4, 2048 * 4]);
  expect(got.map(({ shape }) => shape)).toEqual([
    [1, 2048, 1, 1],
    [1, 2048, 1, 1],
  ]);
  expect(got.every((tensor) => tensor.device === device)).toBe(true);
  for (const [i, tensor] of got.entries()) expect(await numbersOf(tensor)).toEqual(expected[i]);
  for (const { buffer } of got) buffer.destroy();
  expect([...live].filter(({ label }) => label === 'output embedding')).toEqual([]);
});

test('they outlive the runs after them, and a classifier on a device of the caller', async () => {
  const own = await createClassifier({ device, cache: false });
  const expected = await own.embed(canvasOf('#0f0'));
  const tensor = await own.embed(canvasOf('#0f0'), { output: 'gpu' });
  await own.embed(canvasOf('#fff'));
  await own.dispose();
  expect(await numbersOf(tensor)).toEqual(expected);
  tensor.buffer.destroy();
});

test('a tensor of more images than run at once lands in one buffer', async () => {
  const input = seededInput([9, 3, 32, 32]);
  const expected = await classifier.embed(input);
  const tensor = await classifier.embed(input, { output: 'gpu' });
  expect(tensor.shape).toEqual([9, 2048, 1, 1]);
  expect(await numbersOf(tensor)).toEqual(expected);
  tensor.buffer.destroy();
});

test('features are maps of the layers', async () => {
  const input = seededInput([1, 3, 32, 32]);
  const expected = await classifier.features(input);
  const maps = await classifier.features(input, { output: 'gpu' });
  for (const layer of ['layer1', 'layer2', 'layer3', 'layer4'] as const) {
    expect(maps[layer].shape).toEqual(expected[layer].shape);
    expect(await numbersOf(maps[layer])).toEqual(expected[layer].data);
    maps[layer].buffer.destroy();
  }
});

test('a call that fails or is aborted leaves none behind, whenever that happens', async () => {
  const input = seededInput([9, 3, 32, 32]);
  const broken = new Blob(['no picture']);
  const failing = (): Promise<unknown> =>
    expect(classifier.embed([canvasOf('#f00'), input, broken], { output: 'gpu' })).rejects.toThrow(
      /^source 3 of 3 cannot be decoded/,
    );
  expect(await leftBy(failing)).toEqual([]);
  const reason = new Error('left');
  let aborted = 0;
  for (const milliseconds of [0, 5, 20, 80, 200]) {
    const leaving = new AbortController();
    setTimeout(() => leaving.abort(reason), milliseconds);
    const left = await leftBy(async () => {
      try {
        const answers = await classifier.embed([input, input], { output: 'gpu', signal: leaving.signal });
        for (const { buffer } of answers) buffer.destroy(); // it was faster
      } catch (error) {
        expect(error).toBe(reason);
        aborted++;
      }
      await classifier.logits(seededInput([1, 3, 32, 32])); // the run that was aborted has ended
    });
    expect(left).toEqual([]);
  }
  expect(aborted).toBeGreaterThan(0);
});

test('a device that is lost during the call is a DeviceLostError', async () => {
  const fresh = await someDevice();
  const own = await createClassifier({ device: fresh, cache: false });
  const answer = own.embed(canvasOf('#f00'), { output: 'gpu' });
  fresh.destroy();
  await expect(answer).rejects.toThrow(DeviceLostError);
  await own.dispose();
});

test('other places are refused', async () => {
  const options = { output: 'texture' } as unknown as { output: 'gpu' };
  await expect(classifier.embed(canvasOf('#f00'), options)).rejects.toThrow(ConfigError);
  await expect(classifier.embed(canvasOf('#f00'), options)).rejects.toThrow(
    /^output must be cpu or gpu, not "texture"$/,
  );
});
