/**
 * How the embedded model is opened: options, cache, progress and failures, on a real GPU.
 */
import { describe, expect, test, vi } from 'vitest';
import { type Classifier, ConfigError, createClassifier, type Progress, WeightsError } from './index';
import { someDevice } from './testing/device';
import { ownClassifier, sample } from './testing/ownClassifier';
import { memoryCache } from './testing/loading/memoryCache';
import { indexedDBCache } from './weights/cache/cache';

const WEIGHTS = new URL('../weights/resnest26_2s1x32d.safetensors', import.meta.url).href;
/** The device serves all classifiers that need none of their own. */
let device: GPUDevice;
let classifier: Classifier;
ownClassifier((own) => ({ device, classifier } = own));

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
    ['too few labels', { labels: ['cat'] }, /1 label for 200 classes/],
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

  test("a caller's device is used and outlives the classifier, without f16 in f32", async () => {
    const own = await createClassifier({ device, cache: false, precision: 'f16' });
    expect(own.info.precision).toEqual({
      used: 'f32',
      note: expect.stringMatching(/^The given device was made without the feature shader-f16/) as unknown,
    });
    expect(Object.isFrozen(own.info.precision)).toBe(true);
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
    const wrong = (kept?.weights ?? []).map((each) => ({ ...each, weight: new ArrayBuffer(each.weight.byteLength) }));
    if (kept) kept.weights = wrong.slice(0, 10);
    const made = vi.spyOn(device, 'createBuffer');
    const second = await createClassifier({ cache, device });
    expect(second.info.timings.fromCache).toBe(false);
    expect(second.info.bytes).toEqual(bytes);
    expect(await second.logits(photo)).toEqual(logits);
    // Of the ten names that came twice.
    const name = `${wrong[9]?.name ?? ''}.weight`;
    const sizes = made.mock.calls.flatMap(([{ label, size }]) => (label === name ? [size] : []));
    expect(sizes).toHaveLength(2);
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
      expect(before.length).toBeGreaterThan(8); // general programs of the network; the preprocessor has a few
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
    // An abort is answered before all is deleted.
    await expect.poll(recordCount, { timeout: 10_000 }).toBe(0);
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
