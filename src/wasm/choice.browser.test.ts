/**
 * When a model runs in WebAssembly, and with which runtime.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ClassifierOptions, createClassifier, support, WebGPUUnavailableError } from '../index';
import { someDevice } from '../testing/device';
import { tinyOptions } from '../testing/lifetime/tinyModel';
import { seededInput } from '../testing/seeded';

const load = vi.fn(() => import('onnxruntime-web/wasm'));
const fallback = { wasm: load };

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  load.mockClear();
  Reflect.deleteProperty(navigator, 'gpu'); // the prototype's own shows again
});

const hideWebGpu = (): void => void Object.defineProperty(navigator, 'gpu', { value: undefined, configurable: true });

/** The adapter under the name of a GPU. */
const nameAdapter = (info: object): void =>
  void vi.spyOn(GPUAdapter.prototype, 'info', 'get').mockReturnValue(info as GPUAdapterInfo);

/** One file, and one cache. */
const tiny = tinyOptions();

const backendOf = async (options: ClassifierOptions): Promise<readonly [backend: string, why: string | undefined]> => {
  const classifier = await createClassifier({ ...(await tiny), ...options });
  const { shape, data } = seededInput([1, 3, 32, 32]);
  expect((await classifier.logits({ shape, data })).length).toBe(8);
  const { backend, fallbackReason } = classifier.info;
  await classifier.dispose();
  return [backend, fallbackReason];
};

describe('support', () => {
  test('tells of an adapter that emulates a GPU', async () => {
    expect(await support()).toEqual({
      webgpu: true,
      reason:
        'This browser emulates a GPU on the CPU (google swiftshader), which is slow; switch hardware acceleration on.',
      adapter: 'google swiftshader',
      isFallbackAdapter: true,
    });
  });

  test('has nothing to say of a GPU', async () => {
    nameAdapter({ vendor: 'nvidia', architecture: 'ampere' });
    const want = { webgpu: true, reason: undefined, adapter: 'nvidia ampere', isFallbackAdapter: false };
    expect(await support()).toEqual(want);
  });

  test('hears of emulation as old browsers tell of it', async () => {
    nameAdapter({ vendor: 'nvidia', isFallbackAdapter: true });
    expect(await support()).toMatchObject({ isFallbackAdapter: true });
    vi.spyOn(GPU.prototype, 'requestAdapter').mockResolvedValue({ isFallbackAdapter: true } as unknown as GPUAdapter);
    expect(await support()).toMatchObject({ webgpu: true, adapter: 'unknown adapter', isFallbackAdapter: true });
  });

  test('as a classifier tells whether its adapter has a name', async () => {
    for (const info of [{}, { vendor: 'nvidia' }]) {
      nameAdapter(info);

      const classifier = await createClassifier(await tiny);
      expect(classifier.info).toMatchObject({
        adapter: info.vendor ?? 'unknown adapter',
        isAdapterNamed: info.vendor !== undefined,
      });
      await classifier.dispose();
    }
  });

  test.each([
    ['no WebGPU', hideWebGpu, /^There is no WebGPU here; use a browser with WebGPU .*\.$/],
    [
      'a policy that forbids to look',
      () =>
        void Object.defineProperty(navigator, 'gpu', {
          configurable: true,
          get: () => {
            throw new Error('no');
          },
        }),
      /^There is no WebGPU here/,
    ],
    ['no adapter', () => vi.spyOn(GPU.prototype, 'requestAdapter').mockResolvedValue(null), /finds no adapter/],
    [
      'a refusal',
      () => vi.spyOn(GPU.prototype, 'requestAdapter').mockRejectedValue(new Error('no')),
      /^WebGPU refuses/,
    ],
  ])('says why: %s', async (_, stage, reason) => {
    stage();
    const none = { webgpu: false, adapter: undefined, isFallbackAdapter: false };
    expect(await support()).toEqual({ ...none, reason: expect.stringMatching(reason) as string });
  });

  test('does not wait for ever', async () => {
    vi.useFakeTimers();
    vi.spyOn(GPU.prototype, 'requestAdapter').mockReturnValue(new Promise(() => undefined));
    const asking = support();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await asking).toMatchObject({
      webgpu: false,
      reason: expect.stringMatching(/has not answered .* 15 seconds/),
    });
  });
});

describe('a model runs in WebAssembly', () => {
  test.each([
    ['where there is no WebGPU', hideWebGpu, /^There is no WebGPU here/],
    [
      'where there is no adapter',
      () => vi.spyOn(GPU.prototype, 'requestAdapter').mockResolvedValue(null),
      /no adapter/,
    ],
    ['where the adapter emulates a GPU', () => undefined, /emulates a GPU on the CPU/],
    [
      'where a GPU gives no device',
      () => {
        nameAdapter({ vendor: 'nvidia', architecture: 'ampere' });
        vi.spyOn(GPUAdapter.prototype, 'requestDevice').mockRejectedValue(new Error('no'));
      },
      /^WebGPU refuses the request for a GPU device.*\.$/,
    ],
  ])('%s', async (_, stage, why) => {
    stage();
    const stream = (await tiny).weights as Blob;
    const [backend, reason] = await backendOf({ fallback, weights: stream.stream(), cache: false });
    expect(backend).toBe('wasm');
    expect(reason).toMatch(why);
  });

  test('only if the caller has a fallback', async () => {
    hideWebGpu();
    await expect(createClassifier(await tiny)).rejects.toThrow(WebGPUUnavailableError);
  });
});

describe('onnxruntime-web is not asked for', () => {
  const begins = async (options: ClassifierOptions): Promise<void> => {
    const onProgress = (): never => {
      throw new Error('it has begun'); // to compile all programs would take seconds
    };
    await expect(createClassifier({ ...(await tiny), ...options, fallback, onProgress })).rejects.toThrow(
      'it has begun',
    );
    expect(load).not.toHaveBeenCalled();
  };

  test('where there is a GPU', async () => {
    const requests = [vi.spyOn(GPU.prototype, 'requestAdapter'), vi.spyOn(GPUAdapter.prototype, 'requestDevice')];
    nameAdapter({ vendor: 'nvidia', architecture: 'ampere' });
    await begins({});
    for (const request of requests) expect(request).toHaveBeenCalledOnce();
  });

  test('with a device of the caller', async () => {
    const device = await someDevice();
    await begins({ device });
    device.destroy();
  });
});

describe('a runtime that is none', () => {
  const failing = (fallback: ClassifierOptions['fallback'], more: ClassifierOptions = {}): Promise<unknown> =>
    tiny.then((options) =>
      createClassifier({ ...options, ...more, fallback }).then(
        () => 'no error',
        (error: unknown) => error,
      ),
    );

  test.each<[what: string, fallback: unknown, message: RegExp]>([
    [
      'the name without an import map',
      'wasm',
      /^onnxruntime-web\/wasm cannot be loaded \(.*; install it and give fallback: \{ wasm: \(\) => import/,
    ],
    ['an address of nothing', { wasm: '/nothing.mjs' }, /nothing\.mjs cannot be loaded/],
    ['a function that fails', { wasm: () => Promise.reject(new Error('offline')) }, /cannot be loaded \(offline\)/],
    ['a function that gives nothing', { wasm: () => undefined }, /has no InferenceSession and Tensor/],
    ['another module', { wasm: () => ({ InferenceSession: {} }) }, /has no InferenceSession and Tensor/],
    [
      'one that does not start',
      { wasm: () => ({ InferenceSession: { create: () => Promise.reject(new Error('no wasm')) }, Tensor: Object }) },
      /^onnxruntime-web does not start \(no wasm\); put its \.wasm file beside .* 'wasm-unsafe-eval'/,
    ],
  ])('%s', async (_, wasm, message) => {
    const error = await failing(wasm as ClassifierOptions['fallback']);
    expect(error).toMatchObject({ name: 'ConfigError', code: 'fallback', message: expect.stringMatching(message) });
  });

  test.each([
    ['another word', 'webgl'],
    ['true', true],
    ['no runtime', {}],
    ['a number', { wasm: 5 }],
    ['a module itself', { wasm: { InferenceSession: {} } }],
    ['one option too many', { wasm: '/ort.mjs', paths: '/ort/' }],
    ['a text that is no address', { wasm: 'https://' }],
  ])('%s is refused before anything is loaded', async (_, wasm) => {
    const error = await failing(wasm as ClassifierOptions['fallback']);
    expect(error).toMatchObject({ name: 'ConfigError', code: 'option' });
    expect((error as Error).message).toMatch(/fallback/);
  });

  test('lets go of a stream of weights', async () => {
    const stream = new ReadableStream({ cancel: () => void (cancelled = true) });
    let cancelled = false;
    await failing({ wasm: () => Promise.reject(new Error('offline')) }, { weights: stream, cache: false });
    await vi.waitFor(() => expect(cancelled).toBe(true));
  });

  test('that fails in a run is an error of its own', async () => {
    const ort = await load();
    const session = { run: () => Promise.reject(new Error('out of memory')), release: () => Promise.resolve() };
    const wasm = () => ({ InferenceSession: { create: () => Promise.resolve(session) }, Tensor: ort.Tensor });
    const classifier = await createClassifier({ ...(await tiny), fallback: { wasm } });
    const answer = classifier.logits({ shape: [1, 3, 32, 32], data: seededInput([1, 3, 32, 32]).data });
    await expect(answer).rejects.toMatchObject({
      ...{ name: 'ResNeStError', code: 'wasm' },
      message: expect.stringMatching(/cannot run the model \(out of memory\); choose a smaller input/) as string,
    });
    await classifier.dispose();
  });
});

describe('the start ends with its signal', () => {
  test('before it, while it asks for WebGPU, and while it loads', async () => {
    const options = await tiny;
    const aborted = AbortSignal.abort(new Error('stop'));
    await expect(createClassifier({ ...options, fallback, signal: aborted })).rejects.toThrow('stop');
    const abort = new AbortController();
    const wasm = (): Promise<never> => {
      setTimeout(() => abort.abort(new Error('enough')), 10);
      return new Promise(() => undefined);
    };
    const began = performance.now();
    await expect(createClassifier({ ...options, fallback: { wasm }, signal: abort.signal })).rejects.toThrow('enough');
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
