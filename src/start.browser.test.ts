/**
 * Starts in which something goes wrong or never answers: each ends, says so or goes on without it, and leaves nothing.
 */
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  cache as defaultCache,
  type Classifier,
  type ClassifierOptions,
  ConfigError,
  createClassifier,
  DeviceLostError,
  type Progress,
  WeightsError,
} from './index';
import { indexedDBCache } from './weights/cache/cache';
import { someDevice } from './testing/device';

const WEIGHTS = new URL('../weights/resnest26_2s1x32d.safetensors', import.meta.url).href;
const SHA256 = 'f7e2622d29547013f90f43569c1ede7655e3d5c214a7ded72e05195e4781b618';

/** Of all starts that need none of their own: programs are compiled once for it. */
let device: GPUDevice;
let weights: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  device = await someDevice();
  weights = new Uint8Array(await (await fetch(WEIGHTS)).arrayBuffer());
  await defaultCache.clear();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await defaultCache.clear();
});
afterAll(() => device.destroy());

/** A classifier that is given back at once, and what it said of itself. */
async function start(options: ClassifierOptions = {}): Promise<Classifier['info']> {
  const classifier = await createClassifier({ device, ...options });
  const { info } = classifier;
  await classifier.dispose();
  return info;
}

/** Counts the buffers that a device has alive. */
function countBuffers(of: GPUDevice): { alive: number } {
  const count = { alive: 0 };
  const create = of.createBuffer.bind(of);
  vi.spyOn(of, 'createBuffer').mockImplementation((descriptor) => {
    const buffer = create(descriptor);
    count.alive++;
    const destroy = buffer.destroy.bind(buffer);
    let isAlive = true;
    buffer.destroy = () => {
      if (isAlive) count.alive--;
      isAlive = false;
      destroy();
    };
    return buffer;
  });
  return count;
}

test('a start does not wait for the disk to delete the download, and whoever looks afterwards finds none', async () => {
  const { delete: deleted } = IDBObjectStore.prototype;
  vi.spyOn(globalThis, 'setInterval').mockReturnValue(0 as never); // nobody gives the disk up: who waits for it waits for ever
  let isHeld = true;
  onTestFinished(() => void (isHeld = false));
  const hold = (records: IDBObjectStore): void => {
    if (isHeld) records.count().onsuccess = () => hold(records);
  };
  let deletions = 0;
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (this.name === 'chunks' && ++deletions === 2) hold(this); // the first is from before the first chunk
    return deleted.apply(this, args);
  });
  await start({ weights: WEIGHTS, sha256: SHA256 });
  expect(deletions).toBe(2);
  isHeld = false;
  expect((await defaultCache.list()).map(({ complete }) => complete)).toEqual([true]);
});

test('an abort while programs compile is answered at once, and leaves no buffer', async () => {
  const own = await someDevice();
  const buffers = countBuffers(own);
  const controller = new AbortController();
  const reason = { my: 'reason' };
  let began = 0;
  const onProgress: ClassifierOptions['onProgress'] = ({ stage }) => {
    if (stage !== 'compile' || began > 0) return;
    began = performance.now();
    controller.abort(reason);
  };
  const options = { device: own, cache: false, signal: controller.signal, onProgress } as const;
  const told: unknown = await createClassifier(options).catch((error: unknown) => error);
  expect(told).toBe(reason);
  expect(performance.now() - began).toBeLessThan(100);
  await vi.waitFor(() => expect(buffers.alive).toBe(0));
  own.destroy();
});

test('an abort ends a cache that never answers, and a later start is right', async () => {
  const never = (): Promise<never> => new Promise(() => undefined);
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('enough')), 300);
  const broken = { get: never, put: never, list: never, delete: never, clear: never };
  const began = performance.now();
  await expect(createClassifier({ device, cache: broken, signal: controller.signal })).rejects.toThrow('enough');
  expect(performance.now() - began).toBeLessThan(600);
  expect((await start()).labels).toHaveLength(200);
});

test('what goes wrong in the middle of a load leaves no buffer on a shared device', async () => {
  const buffers = countBuffers(device);
  const failing: ClassifierOptions['onProgress'] = ({ stage, loaded }) => {
    if (stage === 'pack' && loaded >= 5) throw new Error('mine');
  };
  await expect(start({ onProgress: failing, cache: false })).rejects.toThrow('mine');
  const compiling: ClassifierOptions['onProgress'] = ({ stage }) => {
    if (stage === 'compile') throw new Error('mine too');
  };
  await expect(start({ onProgress: compiling, cache: false })).rejects.toThrow('mine too');
  await expect(start({ weights: weights.slice(0, 5e6) })).rejects.toThrow(WeightsError);
  expect(buffers.alive).toBe(0);
});

test.each<[stage: Progress['stage'], of: string, options: () => ClassifierOptions]>([
  ['download', 'a named model, whose programs compile meanwhile', () => ({})],
  ['compile', 'bytes, whose model is known when they are there', () => ({ weights: weights.slice() })],
])('a device that dies at the stage %s of %s is a DeviceLostError', async (last, _, options) => {
  const own = await someDevice();
  const compile = own.createComputePipelineAsync.bind(own);
  vi.spyOn(own, 'createComputePipelineAsync').mockImplementation(async (descriptor) => {
    if (descriptor.label === 'maxPool2d') await own.lost; // else all programs may be there before the weights are
    return compile(descriptor);
  });
  const onProgress: ClassifierOptions['onProgress'] = ({ stage }) => {
    if (stage === last) own.destroy();
  };
  const starting = createClassifier({ ...options(), device: own, cache: false, onProgress });
  await expect(starting).rejects.toThrow(DeviceLostError);
});

test('options are checked before anything is asked for', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch');
  const requested = vi.spyOn(GPU.prototype, 'requestAdapter');
  for (const options of [{ modle: 'x' }, { preprocessing: {} }, { labels: ['a'] }, { device: 5 }, null, 'resnest50'])
    await expect(createClassifier(options as ClassifierOptions)).rejects.toThrow(ConfigError);
  expect(fetched).not.toHaveBeenCalled();
  expect(requested).not.toHaveBeenCalled();
});

describe('an address', () => {
  test('that is signed anew each time adds no copy, nor does one with a fragment', async () => {
    const address = new URL(WEIGHTS).href;
    const starts: boolean[] = [];
    for (const query of ['?X-Amz-Signature=1&X-Amz-Date=1', '?X-Amz-Signature=2&X-Amz-Date=2', '#part'])
      starts.push((await start({ weights: address + query })).timings.fromCache);
    expect(starts).toEqual([false, true, true]);
    expect(await defaultCache.list()).toHaveLength(1);
  });

  test('of bytes in this page (blob:) adds no copy, but with its SHA-256 the bytes are known', async () => {
    const starts: boolean[] = [];
    for (const options of [{}, {}, { sha256: SHA256 }, { sha256: SHA256.toUpperCase() }]) {
      const url = URL.createObjectURL(new Blob([weights]));
      starts.push((await start({ weights: url, ...options })).timings.fromCache);
      URL.revokeObjectURL(url);
    }
    expect(starts).toEqual([false, false, false, true]);
    expect(await defaultCache.list()).toHaveLength(1);
  });

  test('with a SHA-256 gives these bytes or an error, and of others nothing is kept', async () => {
    const damaged = weights.slice();
    damaged[9_000_001] = (damaged[9_000_001] ?? 0) ^ 0x40;
    for (const input of [new Blob([damaged]), damaged, URL.createObjectURL(new Blob([damaged]))])
      await expect(start({ weights: input, sha256: SHA256 })).rejects.toThrow(/has the SHA-256 .*, expected f7e2622d/);
    expect(await defaultCache.list()).toEqual([]);
    expect((await start({ weights, sha256: SHA256 })).labels).toHaveLength(200);
  });

  test('of a file that is known asks for no config.json', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    await start({ weights: WEIGHTS, cache: false });
    expect(fetched.mock.calls.map(([url]) => String(url))).toEqual([WEIGHTS]);
  });
});

test('what an iframe made is as good: its bytes, its Blob, its stream, its URL, its signal', async () => {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const other = frame.contentWindow as unknown as typeof globalThis;
  const bytes = new other.Uint8Array(weights);
  expect(bytes instanceof Uint8Array).toBe(false);
  const blob = new other.Blob([bytes]);
  const { signal } = new other.AbortController();
  const { href } = new other.URL(WEIGHTS);
  for (const input of [bytes, bytes.buffer, blob, blob.stream(), new other.URL(href)])
    expect((await start({ weights: input, cache: false, signal })).labels).toHaveLength(200);
  frame.remove();
});

test('weights that the page preloads come from the HTTP cache, others pass it by where we keep them ourselves', async () => {
  const link = Object.assign(document.createElement('link'), { rel: 'preload', as: 'fetch', href: WEIGHTS });
  link.crossOrigin = 'anonymous';
  const fetched = vi.spyOn(globalThis, 'fetch');
  await start({ weights: WEIGHTS });
  await start({ weights: WEIGHTS, cache: false });
  await defaultCache.clear();
  document.head.append(link);
  await start({ weights: WEIGHTS });
  link.remove();
  expect(fetched.mock.calls.map(([, options]) => options?.cache)).toEqual(['no-store', 'default', 'default']);
});

/** Lets a method of the store of weights never answer; that of downloads is one for the whole page, and stays well. */
function hangs(method: 'get' | 'put'): void {
  const works = IDBObjectStore.prototype[method] as (...args: unknown[]) => IDBRequest;
  const hanging = function (this: IDBObjectStore, ...args: unknown[]): IDBRequest {
    return this.transaction.db.name === 'resnest-webgpu' ? ({} as IDBRequest) : works.apply(this, args);
  };
  vi.spyOn(IDBObjectStore.prototype, method as 'get').mockImplementation(hanging);
}

describe('an IndexedDB that opens and never answers', () => {
  test.each<[string, () => void]>([
    ['to get', () => hangs('get')],
    [
      'to put',
      () => {
        hangs('put');
        const listen = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, 'oncomplete')?.set;
        vi.spyOn(IDBTransaction.prototype, 'oncomplete', 'set').mockImplementation(function (
          this: IDBTransaction,
          then,
        ) {
          if (this.db.name !== 'resnest-webgpu') listen?.call(this, then);
        });
      },
    ],
  ])('%s: the start goes on without it, the second at once', async (_, break_) => {
    const cache = indexedDBCache(); // a page's own is given up for as long as the page lives
    break_();
    expect((await start({ cache })).timings.fromCache).toBe(false);
    const began = performance.now();
    expect((await start({ cache })).timings.fromCache).toBe(false);
    expect(performance.now() - began).toBeLessThan(4000);
    vi.restoreAllMocks();
  });
});
