/**
 * The public door with the embedded model on a real GPU.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type Classifier,
  ConfigError,
  createClassifier,
  DeviceLostError,
  GpuMemoryError,
  ImageError,
  type Progress,
  ResNeStError,
  type Storage,
  WeightsError,
} from './index';
import { relativeError } from './testing/runModel';
import { seededInput } from './testing/seeded';
import { indexedDBCache } from './weights/cache/cache';
import { someDevice } from './testing/device';
import { memoryCache } from './testing/memoryCache';

const WEIGHTS = new URL('../weights/resnest26_2s1x32d.safetensors', import.meta.url).href;
const SAMPLES = new URL('/samples/', location.href).href; // public/ is served at the root

const sample = async (file: string): Promise<Blob> => (await fetch(SAMPLES + file)).blob();

/** The device of all classifiers that need none of their own: programs are compiled once for it, which takes seconds. */
let device: GPUDevice;
let classifier: Classifier;
beforeAll(async () => {
  device = await someDevice();
  classifier = await createClassifier({ device, cache: false });
}, 120_000);
afterAll(async () => {
  await classifier.dispose();
  device.destroy();
});

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

describe('options', () => {
  test.each([
    ['a model that is null', { model: null as unknown as string }, /model must be a name or a configuration/],
    ['weights that are a number', { weights: 5 as unknown as string }, /weights must be a URL, a File/],
    ['weights that are no URL', { weights: 'http://:::' }, /weights must be a URL, a File/],
    ['labels that are a string', { labels: 'cat' as unknown as string[] }, /labels must be an array of strings/],
    ['inputSize null', { inputSize: null as unknown as number }, /inputSize must be whole pixels/],
    ['a billion blocks', { model: { layers: [1e9, 1, 1, 1] as const } }, /layers must be four block counts/],
    ['an unknown model', { model: 'resnet50' }, /no model resnet50/],
    ['a model without weights', { model: 'resnest50' }, /no weights come with resnest50/],
    ['too few labels', { labels: ['cat'] }, /1 labels for 200 classes/],
    ['inputSize 0', { inputSize: 0 }, /inputSize must be/],
    ['an unknown recipe', { preprocessing: 'squash' }, /recipe "squash"/],
    ['an unknown storage', { storage: 'int4' as 'f16' }, /storage must be f32 or f16 or int8/],
  ])('%s is a ConfigError', async (_, options, message) => {
    await expect(createClassifier({ cache: false, ...options })).rejects.toThrow(ConfigError);
    await expect(createClassifier({ cache: false, ...options })).rejects.toThrow(message);
  });

  test('weights of another model are one WeightsError', async () => {
    const options = { device, model: 'resnest14d', weights: WEIGHTS, cache: false } as const;
    await expect(createClassifier(options)).rejects.toThrow(WeightsError);
  });

  test('an aborted signal stops the start and a call', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(createClassifier({ signal })).rejects.toThrow('enough');
    await expect(classifier.classify(await sample('lemon.png'), { signal })).rejects.toThrow('enough');
  });

  test("a caller's device is used and outlives the classifier", async () => {
    const own = await createClassifier({ device, cache: false });
    expect((await own.classify(await sample('lemon.png')))[0]?.label).toBe('lemon');
    await own.dispose();
    const buffer = device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ });
    await buffer.mapAsync(GPUMapMode.READ);
    buffer.destroy();
  });
});

describe('the cache', () => {
  test('lets the second start fetch nothing, and answers the same', async () => {
    const cache = memoryCache();
    const fetched = vi.spyOn(globalThis, 'fetch');
    const first = await createClassifier({ device, cache });
    expect(first.info.timings.fromCache).toBe(false);
    expect(fetched).toHaveBeenCalledTimes(1);
    const photo = await sample('coffee.jpg');
    const logits = await first.logits(photo);
    await first.dispose();

    fetched.mockClear();
    const second = await createClassifier({ device, cache });
    expect(second.info.timings.fromCache).toBe(true);
    expect(fetched).not.toHaveBeenCalled();
    expect(await second.logits(photo)).toEqual(logits);
    await second.dispose();
    fetched.mockRestore();
  });

  test('is IndexedDB by default', async () => {
    await indexedDBCache().clear();
    await (await createClassifier({ device })).dispose();
    const second = await createClassifier({ device });
    expect(second.info.timings.fromCache).toBe(true);
    await second.dispose();
    await indexedDBCache().clear();
  });

  test('gives way to the checkpoint where it is damaged midway, and no weight of it stays on the GPU', async () => {
    const cache = memoryCache();
    const photo = await sample('coffee.jpg');
    const first = await createClassifier({ cache, device });
    const logits = await first.logits(photo);
    const { bytes } = first.info;
    await first.dispose();

    const [kept] = cache.kept.values();
    const wrong = (kept?.weights ?? []).map((weight) => ({ ...weight, weight: new ArrayBuffer(16) }));
    if (kept) kept.weights = wrong.slice(0, 10);
    const made = vi.spyOn(device, 'createBuffer');
    const second = await createClassifier({ cache, device });
    expect(second.info.timings.fromCache).toBe(false);
    expect(second.info.bytes).toEqual(bytes);
    expect(await second.logits(photo)).toEqual(logits);
    // Of the ten names that came twice.
    const name = `${wrong[9]?.name ?? ''}.weight`;
    const sizes = made.mock.calls.flatMap(([{ label, size }]) => (label === name ? [size] : []));
    expect(sizes).toEqual([16, expect.any(Number)]);
    made.mockRestore();
    await second.dispose();
    expect((await cache.get([...cache.kept.keys()][0] ?? ''))?.weights).toHaveLength(wrong.length);
  });

  test('keeps nothing of a checkpoint that does not fit', async () => {
    const cache = memoryCache();
    await expect(createClassifier({ device, model: 'resnest14d', weights: WEIGHTS, cache })).rejects.toThrow(
      WeightsError,
    );
    expect(cache.kept.size).toBe(0);
  });

  test('that fails costs nothing but time', async () => {
    const broken = (): Promise<never> => Promise.reject(new Error('no disk'));
    const cache = { get: broken, put: broken, list: broken, delete: broken, clear: broken };
    const own = await createClassifier({ device, cache });
    expect((await own.classify(await sample('lemon.png')))[0]?.label).toBe('lemon');
    await own.dispose();
  });
});

test('progress tells of download, packing and compiling', async () => {
  const stages = new Set<string>();
  const own = await createClassifier({ device, cache: false, onProgress: ({ stage }) => stages.add(stage) });
  await own.dispose();
  expect([...stages]).toEqual(['download', 'pack', 'compile']);
});

describe('a start', () => {
  test.each([false, true])(
    'compiles before the last weight is on the GPU (weights from the cache: %s)',
    async (warm) => {
      const cache = memoryCache();
      if (warm) await (await createClassifier({ device, cache })).dispose();
      const fresh = await someDevice();
      const compiled = vi.spyOn(fresh, 'createComputePipelineAsync');
      const written = vi.spyOn(fresh.queue, 'writeBuffer');
      const own = await createClassifier({ cache, device: fresh });
      expect(own.info.timings.fromCache).toBe(warm);
      const lastWeight = Math.max(...written.mock.invocationCallOrder);
      const before = compiled.mock.invocationCallOrder.filter((order) => order < lastWeight);
      expect(before.length).toBeGreaterThan(20); // programs of the network; the preprocessor has a few
      await own.dispose();
      fresh.destroy();
    },
  );

  test('that is aborted while weights come leaves nothing behind, and the next one works', async () => {
    const cache = indexedDBCache();
    await cache.clear();
    const controller = new AbortController();
    const onProgress = ({ stage, loaded }: Progress): void => {
      if (stage === 'pack' && loaded >= 10) controller.abort(new Error('enough'));
    };
    await expect(createClassifier({ cache, signal: controller.signal, onProgress })).rejects.toThrow('enough');
    expect(await recordCount()).toBe(0);
    const own = await createClassifier({ device, cache });
    expect((await own.classify(await sample('lemon.png')))[0]?.label).toBe('lemon');
    await own.dispose();
    expect(await recordCount()).toBeGreaterThan(40);
    await cache.clear();
  });

  test('on a device that refuses a weight is one error, and none goes unhandled', async () => {
    const unhandled = vi.fn();
    addEventListener('unhandledrejection', unhandled);
    const device = await someDevice();
    const create = device.createBuffer.bind(device);
    vi.spyOn(device, 'createBuffer').mockImplementation((descriptor) =>
      // A usage that WebGPU does not allow: an error for the scope, and a buffer that is none.
      create(
        descriptor.label === 'conv1.3.weight'
          ? { ...descriptor, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE }
          : descriptor,
      ),
    );
    await expect(createClassifier({ cache: false, device })).rejects.toThrow(/the GPU refuses the weights of conv1\.3/);
    await new Promise((resolve) => setTimeout(resolve, 200));
    removeEventListener('unhandledrejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    device.destroy();
  });
});

/** How many records the default cache's database has, seen from below. */
async function recordCount(): Promise<number> {
  const opening = indexedDB.open('resnest-webgpu');
  const database = await new Promise<IDBDatabase>((resolve) => (opening.onsuccess = () => resolve(opening.result)));
  const counting = database.transaction('packed-weights').objectStore('packed-weights').count();
  const count = await new Promise<number>((resolve) => (counting.onsuccess = () => resolve(counting.result)));
  database.close();
  return count;
}

test('info tells what runs where', () => {
  const { info } = classifier;
  expect(info).toMatchObject({ model: 'resnest26_2s1x32d', parameters: 7475192, storage: 'f16', inputSize: [96, 96] });
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
