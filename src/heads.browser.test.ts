/**
 * Heads, inputs of four channels and what was assumed, through the public door.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveConfig } from './model/config';
import { parametersOf } from './model/parameters';
import { buildResNeSt } from './model/resnest';
import { type Classifier, ConfigError, createClassifier, ImageError } from './index';
import { safetensors } from './testing/safetensorsFile';
import { seededInput, seededWeights } from './testing/seeded';
import { memoryCache } from './testing/loading/memoryCache';
import { sha256 } from './weights/digest';

const config = resolveConfig({
  ...{ layers: [1, 1, 1, 1], radix: 2, bottleneckWidth: 8, inChannels: 4, numClasses: 0 },
  ...{ deepStem: true, stemWidth: 8, avgDown: true, avd: true },
});

/** A checkpoint of two heads behind a backbone of four channels. */
const file = new Blob(
  safetensors(
    seededWeights([
      ...parametersOf(buildResNeSt(config)),
      ...[3, 5].flatMap((classes) => [
        { name: `head_${classes}.weight`, shape: [classes, 2048] },
        { name: `head_${classes}.bias`, shape: [classes] },
      ]),
    ]),
  ) as Uint8Array<ArrayBuffer>[],
);

/** Programs are compiled once for it. */
let device: GPUDevice;
beforeAll(async () => {
  device = (await (await navigator.gpu.requestAdapter())?.requestDevice()) as GPUDevice;
});
afterAll(() => device.destroy());

async function using<T>(
  options: Parameters<typeof createClassifier>[0],
  use: (own: Classifier) => Promise<T>,
): Promise<T> {
  const own = await createClassifier({ cache: false, device, inputSize: 32, ...options });
  return use(own).finally(() => own.dispose());
}

test('a head is chosen by its name', async () => {
  for (const classes of [3, 5])
    await using({ weights: file, head: `head_${classes}` }, async (own) => {
      expect(own.info.config).toMatchObject({ numClasses: classes, inChannels: 4 });
      expect((await own.logits(seededInput([1, 4, 32, 32]))).length).toBe(classes);
    });
  await expect(createClassifier({ weights: file, cache: false })).rejects.toThrow(ConfigError);
});

test('a model of four channels takes tensors of four, and no photo', async () => {
  await using({ weights: file, head: 'head_3' }, async (own) => {
    await expect(own.classify(seededInput([1, 3, 32, 32]))).rejects.toThrow(/\[N, 4, H, W\], not \[1, 3, 32, 32\]/);
    const photo = own.classify(new ImageData(8, 8));
    await expect(photo).rejects.toThrow(ImageError);
    await expect(photo).rejects.toThrow(/^this model reads 4 channels/);
  });
});

test('what was assumed is told at the second start too, when the weights come from the cache', async () => {
  const cache = memoryCache();
  const digest = await sha256(await file.arrayBuffer()); // names the file in the cache
  const infoOf = (head: string) => using({ weights: file, sha256: digest, head, cache }, async ({ info }) => info);
  const first = await infoOf('head_5');
  const second = await infoOf('head_5');
  expect([first.timings.fromCache, second.timings.fromCache]).toEqual([false, true]);
  expect(second.assumed).toEqual(first.assumed);
  expect(first.assumed.join()).toMatch(/avdFirst off.*dilation is 1.*globalPool is avg/);
  expect((await infoOf('head_3')).timings.fromCache).toBe(false); // another head is another model
});
