/**
 * The classifier in a worker beside the plain one: the same answers and errors for the same calls.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Classifier,
  createClassifier as createPlain,
  ImageError,
  type ImageSource,
  type Source,
  type TileAnswer,
  type TilesOptions,
} from '../index';
import { everyNth } from '../testing/length';
import { svg } from '../testing/pictures/photos';
import { specialised } from '../testing/lifetime/specialised';
import { ConfigError, createClassifier, ResNeStError } from './index';

const sample = async (file: string): Promise<Blob> => (await fetch(new URL(`/samples/${file}`, location.href))).blob();

let plain: Classifier;
let inWorker: Classifier;
let worker: Worker;
const stages = new Set<string>();

beforeAll(async () => {
  plain = await createPlain({ cache: false });
  worker = new Worker(new URL('./thread.ts', import.meta.url), { type: 'module' });
  inWorker = await createClassifier({ worker, cache: false, onProgress: ({ stage }) => stages.add(stage) });
  await specialised(plain);
  await specialised(inWorker); // without a call: its info comes by itself
}, 240_000); // two models are compiled

afterAll(async () => {
  await plain.dispose();
  await inWorker.dispose();
});

/** What a call gives, or with which error it ends. */
const outcome = async (call: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await call();
  } catch (error) {
    const { name, code, message, cause } = error as ResNeStError;
    return { name, code, message, isOurs: error instanceof ResNeStError, hasCause: cause !== undefined };
  }
};

const drawn = (draw: (context: OffscreenCanvasRenderingContext2D) => void): OffscreenCanvas => {
  const canvas = new OffscreenCanvas(90, 70);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  draw(context);
  return canvas;
};

const striped = (): OffscreenCanvas =>
  drawn((context) => {
    for (let x = 0; x < 90; x += 7) {
      context.fillStyle = `rgba(${x * 2}, ${255 - x}, 80, 0.7)`;
      context.fillRect(x, x % 21, 5, 60);
    }
  });

const image = async (): Promise<HTMLImageElement> => {
  const element = new Image();
  element.src = '/samples/lemon.png';
  await element.decode();
  return element;
};

async function tilesOf(classifier: Classifier, sheet: ImageSource, options: TilesOptions): Promise<TileAnswer[]> {
  const answers: TileAnswer[] = [];
  for await (const answer of classifier.classifyTiles(sheet, options)) answers.push(answer);
  return answers;
}

/** Each kind of source, made anew for each of the two. */
const SOURCES: readonly (readonly [what: string, make: () => Promise<Source> | Source])[] = [
  ['a file', () => sample('coffee.jpg')],
  ['a drawing', () => new Blob([svg('width="60" height="40"', '<circle cx="20" cy="20" r="15" fill="teal"/>')])],
  ['an image element', image],
  ['a canvas', striped],
  ['an image bitmap', async () => createImageBitmap(await sample('bison.png'))],
  ['a translucent bitmap', () => createImageBitmap(striped())],
  ['image data', () => striped().getContext('2d')?.getImageData(0, 0, 90, 70) ?? striped()],
  ['a frame', () => new VideoFrame(striped(), { timestamp: 0 })],
  ['a tensor', async () => plain.preprocess(await sample('bison.png'))],
];

describe('answers', () => {
  test.each(SOURCES)('of %s are those of the plain door, to the last bit', async (_, make) => {
    expect(await inWorker.logits(await make())).toEqual(await plain.logits(await make()));
  });

  test('of an array are an array', async () => {
    const photo = await sample('lemon.png');
    expect(await inWorker.classify([photo], { topK: 2 })).toEqual(await plain.classify([photo], { topK: 2 }));
    expect(await inWorker.classify([])).toEqual([]);
  });

  test('of features, embed and preprocess have the same numbers, and so has an explanation laid on its photo', async () => {
    const photo = await sample('lemon.png');
    expect(await inWorker.embed(photo)).toEqual(await plain.embed(photo));
    expect(await inWorker.features(photo)).toEqual(await plain.features(photo));
    expect(await inWorker.preprocess(photo)).toEqual(await plain.preprocess(photo));
    const [{ onPhoto, ...rest }, { onPhoto: laid, ...expected }] = [
      await inWorker.explain(photo),
      await plain.explain(photo),
    ];
    expect(rest).toEqual(expected);
    expect(onPhoto()).toEqual(laid());
  });

  test('of a video are those of its frames, which are taken on this side and closed', async () => {
    const frame = new VideoFrame(striped(), { timestamp: 3e6 });
    const video = new ReadableStream<VideoFrame>({
      start: (controller) => {
        controller.enqueue(frame);
        controller.close();
      },
    });
    const answers: unknown[] = [];
    for await (const answer of inWorker.classifyVideo(video, { topK: 2 })) answers.push(answer);
    expect(answers).toEqual([{ time: 3, dropped: 0, classes: await plain.classify(striped(), { topK: 2 }) }]);
    expect(frame.format).toBeNull();
  });

  test('of tiles come one by one, with progress, and a cursor goes on', async () => {
    const sheets = [await sample('bison.png'), striped(), await sample('coffee.jpg')];
    for (const sheet of everyNth(2, sheets, 1)) {
      const options: TilesOptions = { tile: 60, stride: 300, topK: 2 };
      const expected = await tilesOf(plain, sheet, options);
      const told: unknown[] = [];
      const onProgress = (progress: unknown): unknown => told.push(progress);
      expect(await tilesOf(inWorker, sheet, { ...options, onProgress })).toEqual(expected);
      expect(told.at(-1)).toMatchObject({ stage: 'classify', loaded: expected.length, total: expected.length });
      expect(await tilesOf(inWorker, sheet, { resume: expected[0]?.cursor, topK: 2 })).toEqual(expected.slice(1));
    }
  });

  test('of tiles end by an abort, by break and by the error of a listener, and other calls go on', async () => {
    const sheet = await sample('bison.png');
    const abort = new AbortController();
    const looping = tilesOf(inWorker, sheet, { tile: 20, signal: abort.signal });
    setTimeout(() => abort.abort(new RangeError('mine')), 300);
    await expect(looping).rejects.toThrow(new RangeError('mine'));
    for await (const { index } of inWorker.classifyTiles(sheet, { tile: 20 })) if (index === 1) break;
    const onProgress = (): never => {
      throw new RangeError('enough');
    };
    await expect(tilesOf(inWorker, sheet, { tile: 60, onProgress })).rejects.toThrow(new RangeError('enough'));
    expect(await inWorker.classify(striped())).toHaveLength(5);
  });

  test('of a region of interest too; those on the GPU cannot leave the worker', async () => {
    const options = { regionOfInterest: { x: 20, y: 10, width: 41, height: 40, rotation: 12 } };
    expect(await inWorker.logits(striped(), options)).toEqual(await plain.logits(striped(), options));
    const onGpu = inWorker.embed(striped(), { output: 'gpu' });
    await expect(onGpu).rejects.toThrow(ConfigError);
    await expect(onGpu).rejects.toThrow(/buffers of a worker's GPU device cannot leave it; leave it out, or take/);
  });

  test('info is that of the model, the same object until a run, and tells of each run', async () => {
    const { timings, ...rest } = inWorker.info;
    const { timings: plainTimings, ...expected } = plain.info;
    expect(rest).toEqual(expected);
    expect(Object.keys(timings).sort()).toEqual(Object.keys(plainTimings).sort());
    const before = inWorker.info;
    expect(inWorker.info).toBe(before);
    expect([before, ...Object.values(before)].every(Object.isFrozen)).toBe(true);
    await inWorker.classify(striped());
    expect(inWorker.info).not.toBe(before);
    expect(inWorker.info.timings.runMs).toBeGreaterThan(0);
  });

  test('the start told of its progress, and nothing has run in this thread', () => {
    expect([...stages].sort()).toEqual(['compile', 'download', 'pack']);
  });
});

describe('sources are taken at the call', () => {
  test('a canvas that is drawn on, a frame and a bitmap that are closed, a tensor that is overwritten', async () => {
    const canvas = striped();
    const frame = new VideoFrame(canvas, { timestamp: 0 });
    const bitmap = await createImageBitmap(canvas);
    const tensor = await plain.preprocess(await sample('bison.png'));
    const expected = [await plain.logits(canvas), await plain.logits(tensor)];
    const calls = [canvas, frame, bitmap, tensor].map((source) => inWorker.logits(source));
    canvas.getContext('2d')?.clearRect(0, 0, 90, 70);
    frame.close();
    bitmap.close();
    tensor.data.fill(0);
    const [first, second, third, fourth] = await Promise.all(calls);
    expect([first, fourth]).toEqual(expected);
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(tensor.data.length).toBeGreaterThan(0); // it was not moved
  });
});

/** Numbers whose buffer is no more. */
function transferred(): Float32Array<ArrayBuffer> {
  const data = new Float32Array(3);
  structuredClone(data.buffer, { transfer: [data.buffer] });
  return data;
}

const BAD: readonly (readonly [what: string, call: (classifier: Classifier) => Promise<unknown>])[] = [
  ['a number as a photo', (c) => c.classify(5 as unknown as Blob)],
  ['an address as a photo', (c) => c.classify('/photo.jpg' as unknown as Blob)],
  ['a promise as a photo', (c) => c.classify(Promise.resolve() as unknown as Blob)],
  ['a function as a photo', (c) => c.classify((() => 0) as unknown as Blob)],
  ['bytes that are no picture', (c) => c.classify(new Blob(['no image']))],
  ['a drawing that is cut off', (c) => c.classify(new Blob(['<svg xmlns="http://www.w3.org/2000/svg"><circle']))],
  ['a number for preprocess', (c) => c.preprocess(5 as unknown as Blob)],
  ['a canvas without pixels', (c) => c.classify(new OffscreenCanvas(0, 0))],
  ['a tensor of another length', (c) => c.logits({ shape: [1, 3, 9, 9], data: new Float32Array(3) })],
  ['a tensor of doubles', (c) => c.logits({ shape: [1, 3, 1, 1], data: [1, 2, 3] as unknown as Float32Array })],
  [
    'a tensor of promises',
    (c) => c.logits({ shape: [1, 3, 1, 1], data: Promise.resolve() as unknown as Float32Array }),
  ],
  ['topK of nothing', async (c) => c.classify(await sample('lemon.png'), { topK: 0 })],
  ['an unknown option', async (c) => c.classify(await sample('lemon.png'), { topk: 1 } as object)],
  ['a tile of nothing', async (c) => tilesOf(c, await sample('lemon.png'), { tile: 0 })],
  ['tiles of bytes that are no picture', (c) => tilesOf(c, new Blob(['no image']), {})],
  ['tiles of a number', (c) => tilesOf(c, 5 as unknown as Blob, {})],
  ['a progress that is no function', (c) => tilesOf(c, striped(), { onProgress: 5 } as unknown as TilesOptions)],
  ['options that are none', async (c) => c.classify(await sample('lemon.png'), 5 as unknown as object)],
  [
    'a function as an option',
    async (c) => c.classify(await sample('lemon.png'), { topK: (() => 1) as unknown as number }),
  ],
  ['a tensor that was transferred', (c) => c.logits({ shape: [1, 3, 1, 1], data: transferred() })],
  ['a signal that is none', (c) => c.selfTest({ signal: {} as AbortSignal })],
  ["a signal's controller", (c) => c.selfTest({ signal: new AbortController() as unknown as AbortSignal })],
  ['a class that there is not', async (c) => c.explain(await sample('lemon.png'), { index: 1000 })],
  ['a device that is none', (c) => c.recover(5 as unknown as GPUDevice)],
  [
    'an aborted signal',
    async (c) => c.embed(await sample('lemon.png'), { signal: AbortSignal.abort(new RangeError('mine')) }),
  ],
];

describe('errors', () => {
  test.each(BAD)('%s is the same error', async (_, call) => {
    const expected = await outcome(() => call(plain));
    expect(expected).toHaveProperty('message');
    expect(await outcome(() => call(inWorker))).toEqual(expected);
  });

  test('are of the same classes, and an abort rejects with its own reason', async () => {
    await expect(inWorker.classify(new Blob(['x']))).rejects.toBeInstanceOf(ImageError);
    const holed = new Array<Blob>(2);
    await expect(inWorker.classify(holed)).rejects.toMatchObject({ name: 'ImageError', code: 'source' });
    const reason = { mine: true };
    const abort = new AbortController();
    const call = inWorker.selfTest({ signal: abort.signal });
    abort.abort(reason);
    expect(await call.catch((error: unknown) => error)).toBe(reason);
    expect(await inWorker.classify(striped())).toHaveLength(5); // others go on
  });

  test('a device, a store and a texture of this thread cannot go there', async () => {
    const notHere = { code: 'not-in-worker' };
    const device = await (await navigator.gpu.requestAdapter())?.requestDevice();
    if (!device) throw new Error('no device');
    await expect(createClassifier({ device })).rejects.toMatchObject({ name: 'ConfigError', ...notHere });
    const cache = { get: () => Promise.resolve(undefined), put: () => Promise.resolve(true) } as never;
    await expect(createClassifier({ cache })).rejects.toMatchObject({ name: 'ConfigError', ...notHere });
    await expect(inWorker.recover(device)).rejects.toBeInstanceOf(ConfigError);
    const texture = device.createTexture({
      size: [8, 8],
      format: 'rgba8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING,
    });
    await expect(inWorker.classify(texture)).rejects.toMatchObject({ name: 'ImageError', ...notHere });
    device.destroy();
  });
});

test('a worker that ends by itself rejects the calls that wait and those that come after', async () => {
  const calls = [inWorker.selfTest(), inWorker.classify(striped())];
  const ended = { name: 'ResNeStError', code: 'worker-ended' };
  worker.terminate(); // as the browser does when memory runs out
  for (const call of calls) await expect(call).rejects.toMatchObject(ended);
  await expect(inWorker.classify(striped())).rejects.toMatchObject(ended);
  await inWorker.dispose();
});
