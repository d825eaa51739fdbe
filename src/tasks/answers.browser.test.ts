/**
 * What the embedded model answers, and how long it lives.
 */
import { describe, expect, test } from 'vitest';
import {
  type Classifier,
  createClassifier,
  DeviceLostError,
  GpuMemoryError,
  ImageError,
  ResNeStError,
  type Storage,
} from '../index';
import { someDevice } from '../testing/device';
import { ownClassifier, sample } from '../testing/ownClassifier';
import { relativeError } from '../testing/runModel';
import { seededInput } from '../testing/seeded';

/** The device serves all classifiers that need none of their own. */
let device: GPUDevice;
let classifier: Classifier;
ownClassifier((own) => ({ device, classifier } = own));

describe('classify', () => {
  test.each([
    ['coffee.jpg', 'espresso'],
    ['lemon.png', 'lemon'],
    ['bison.png', 'bison'],
    ['elephant.png', 'African elephant'],
    ['dromedary.png', 'Arabian camel'],
    ['mantis.jpg', 'mantis'],
    ['orange.jpg', 'orange'],
  ])('%s is %s', async (file, label) => {
    const [best] = await classifier.classify(await sample(file));
    expect(best?.label).toBe(label);
  });

  test('gives topK answers, best first, whose scores are probabilities', async () => {
    const answer = await classifier.classify(await sample('lemon.png'), { topK: 200 });
    expect(answer.length).toBe(200);
    expect(answer.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 9);
    expect(answer.map(({ score }) => score)).toEqual(answer.map(({ score }) => score).sort((a, b) => b - a));
  });

  test('an array is a batch that answers as its members do alone, in order, beyond the largest batch too', async () => {
    const photos = await Promise.all(['coffee.jpg', 'lemon.png', 'bison.png'].map(sample));
    const many = [...photos, ...photos, ...photos, ...photos];
    const together = await classifier.logits(many);
    expect(together.length).toBe(12);
    for (const [i, photo] of photos.entries()) {
      const alone = await classifier.logits(photo);
      expect(relativeError(together[i] ?? [], [...alone])).toBeLessThan(1e-6);
      expect(relativeError(together[i + 9] ?? [], [...alone])).toBeLessThan(1e-6);
    }
  });

  test('an empty array has no answers', async () => expect(await classifier.classify([])).toEqual([]));

  test('overlapping calls do not disturb each other', async () => {
    const photos = await Promise.all(['coffee.jpg', 'lemon.png', 'orange.jpg'].map(sample));
    const answers = await Promise.all(photos.map((photo) => classifier.classify(photo)));
    expect(answers.map(([best]) => best?.label)).toEqual(['espresso', 'lemon', 'orange']);
  });

  test('a mixed array of photos and tensors is answered in order', async () => {
    const photo = await sample('lemon.png');
    const tensor = await classifier.preprocess(await sample('coffee.jpg'));
    const answers = await classifier.classify([photo, tensor, photo]);
    expect(answers.map(([best]) => best?.label)).toEqual(['lemon', 'espresso', 'lemon']);
  });

  test('a failed call does not harm the next', async () => {
    await expect(classifier.classify(new Blob([]))).rejects.toThrow(ImageError);
    expect((await classifier.classify(await sample('lemon.png')))[0]?.label).toBe('lemon');
  });
});

describe('tensors', () => {
  test('of any size and batch are answered', async () => {
    const logits = await classifier.logits(seededInput([3, 3, 45, 70]));
    expect(logits.length).toBe(600);
    expect(logits.every(Number.isFinite)).toBe(true);
  });
  test('preprocess gives what classify sees', async () => {
    const photo = await sample('coffee.jpg');
    const tensor = await classifier.preprocess(photo);
    expect(tensor.shape).toEqual([1, 3, 96, 96]);
    expect(await classifier.logits(tensor)).toEqual(await classifier.logits(photo));
  });
  test.each([
    ['four channels', { shape: [1, 4, 8, 8], data: new Float32Array(256) }, /is \[N, 3, H, W\], not \[1, 4, 8, 8\]/],
    ['too few numbers', { shape: [1, 3, 8, 8], data: new Float32Array(7) }, /needs 192 numbers, not 7/],
    ['no shape', { shape: [], data: new Float32Array(0) }, /is \[N, 3, H, W\]/],
  ])('with %s are refused', async (_, tensor, message) => {
    await expect(classifier.logits(tensor)).rejects.toThrow(message);
  });
  test.each([
    ['NaN', Float32Array.from({ length: 192 }, (_, i) => (i === 7 ? NaN : 0)), /^number 7 of the tensor is NaN/],
    ['infinity', Float32Array.from({ length: 192 }, () => Infinity), /^number 0 of the tensor is Infinity/],
    ['an ordinary array', [1, 2, 3] as unknown as Float32Array, /^a tensor is \{ shape/],
    ['float64', new Float64Array(192) as unknown as Float32Array, /^a tensor is \{ shape/],
  ])('with %s are refused', async (_, data, message) => {
    await expect(classifier.logits({ shape: [1, 3, 8, 8], data })).rejects.toThrow(message);
  });
  test('that no device has room for are a GpuMemoryError, and the next call is answered', async () => {
    const data = new Float32Array(3 * 4 * 4_200_000);
    await expect(classifier.logits({ shape: [1, 3, 4, 4_200_000], data })).rejects.toThrow(GpuMemoryError);
    expect((await classifier.classify(await sample('lemon.png')))[0]?.label).toBe('lemon');
  });
  test('of two images have no single answer', async () => {
    await expect(classifier.classify(seededInput([2, 3, 96, 96]))).rejects.toThrow(ImageError);
  });
});

test.each([null, undefined, 'cat.png', 17, {}])('%s is no source: an ImageError', async (source) => {
  await expect(classifier.classify(source as unknown as Blob)).rejects.toThrow(ImageError);
  await expect(classifier.classify([source as unknown as Blob])).rejects.toThrow(ImageError);
});

test('info tells what runs where', () => {
  const { info } = classifier;
  expect(info).toMatchObject({ model: 'resnest26_2s1x32d', parameters: 7475192, storage: 'f16', inputSize: [96, 96] });
  expect(info.outputs).toEqual(['layer1', 'layer2', 'layer3', 'layer4', 'embedding', 'logits']);
  expect(info.labels.length).toBe(200);
  expect(info.assumed).toEqual([]);
  expect(info.bytes.weights).toBeGreaterThan(14e6);
  expect(info.bytes.weights).toBeLessThan(16e6);
  expect(info.adapter).not.toBe('');
});

test('int8 storage takes a quarter of the memory and stays near f32', async () => {
  const photos = await Promise.all(['coffee.jpg', 'lemon.png', 'bison.png', 'mantis.jpg'].map(sample));
  const inStorage = async (storage: Storage): Promise<{ logits: Float32Array[]; bytes: number }> => {
    const own = await createClassifier({ device, storage, cache: false });
    const logits: Float32Array[] = [];
    for (const photo of photos) logits.push(await own.logits(photo)); // one by one: a batch would compile anew
    await own.dispose();
    return { logits, bytes: own.info.bytes.weights };
  };
  const f32 = await inStorage('f32');
  const int8 = await inStorage('int8');
  expect(int8.bytes / f32.bytes).toBeLessThan(0.26);
  const errors = int8.logits.map((logits, i) => relativeError(logits, [...(f32.logits[i] ?? [])]));
  expect(Math.max(...errors)).toBeLessThan(0.015); // 0.0094 measured; 0.021 where each weight goes to the nearest
}, 120_000);

test('dispose waits for the calls before it, as every call of it does, and is no error afterwards', async () => {
  const own = await createClassifier({ cache: false });
  const answer = own.classify(await sample('lemon.png'));
  const disposals = [own.dispose(), own.dispose()];
  expect((await answer)[0]?.label).toBe('lemon');
  await Promise.all(disposals);
  await own.dispose();
});

test('a lost device is a DeviceLostError wherever one waits for it', async () => {
  const device = await someDevice();
  const own = await createClassifier({ device, cache: false });
  const photo = await sample('lemon.png');
  const calls = [own.logits(photo), own.preprocess(photo)];
  device.destroy();
  for (const call of calls) await expect(call).rejects.toThrow(DeviceLostError);
  await expect(own.logits(photo)).rejects.toThrow(DeviceLostError);
  await own.dispose();
});

test('after dispose every call is one clear error', async () => {
  const own = await createClassifier({ device, cache: false });
  await own.dispose();
  await expect(own.logits(await sample('lemon.png'))).rejects.toThrow(ResNeStError);
  await expect(own.logits(await sample('lemon.png'))).rejects.toThrow(/disposed of/);
});
