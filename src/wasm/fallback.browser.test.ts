/**
 * The embedded model in WebAssembly, against the same model on WebGPU: the same answers, and the same errors.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type Classifier,
  type ClassifierOptions,
  createClassifier,
  type PhotoOptions,
  ResNeStError,
  type Source,
  type TileAnswer,
} from '../index';
import { memoryCache } from '../testing/loading/memoryCache';
import { ownClassifier, sample } from '../testing/ownClassifier';
import { relativeError } from '../testing/runModel';
import { seededInput } from '../testing/seeded';

const fallback = { wasm: () => import('onnxruntime-web/wasm') };
const BOUND = 2e-5;

let device: GPUDevice;
let onGpu: Classifier;
let inWasm: Classifier;
const stages = new Set<string>();
ownClassifier((own) => ({ device, classifier: onGpu } = own));

beforeAll(async () => {
  const onProgress: ClassifierOptions['onProgress'] = ({ stage }) => void stages.add(stage);
  inWasm = await createClassifier({ fallback, precision: 'f16', cache: false, onProgress });
}, 120_000);
afterAll(() => inWasm.dispose());

const drawn = (width: number, height: number, alpha: number): OffscreenCanvas => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  for (let x = 0; x < width; x += 7) {
    context.fillStyle = `rgba(${x % 255}, ${255 - (x % 200)}, 80, ${alpha})`;
    context.fillRect(x, x % 21, 5, height);
  }
  return canvas;
};

const image = async (): Promise<HTMLImageElement> => {
  const element = new Image();
  element.src = '/samples/lemon.png';
  await element.decode();
  return element;
};

const whole: PhotoOptions = {};
const cut: PhotoOptions = { regionOfInterest: { x: 11, y: 7, width: 60, height: 41 } };
const turned: PhotoOptions = { regionOfInterest: { x: 20, y: 20, width: 50, height: 40, rotation: 17 } };

/** Each kind of source, made anew for each of the two. */
const SOURCES: readonly (readonly [what: string, make: () => Promise<Source> | Source, options: PhotoOptions])[] = [
  ['a PNG file', () => sample('bison.png'), whole],
  ['a JPEG file', () => sample('coffee.jpg'), whole],
  ['a part of a file', () => sample('bison.png'), cut],
  ['a turned part of a file', () => sample('coffee.jpg'), turned],
  ['an image element', image, whole],
  ['a canvas', () => drawn(90, 70, 1), whole],
  ['a high canvas', () => drawn(70, 900, 1), whole],
  ['a translucent canvas', () => drawn(90, 70, 0.7), whole],
  ['a turned part of a translucent canvas', () => drawn(90, 90, 0.4), turned],
  ['an image bitmap', async () => createImageBitmap(await sample('bison.png')), whole],
  [
    'image data',
    () => (drawn(90, 70, 0.3).getContext('2d') as OffscreenCanvasRenderingContext2D).getImageData(0, 0, 90, 70),
    whole,
  ],
  ['a frame', () => new VideoFrame(drawn(90, 70, 1), { timestamp: 0 }), whole],
];

test('says where it runs, and why', () => {
  expect(inWasm.info).toMatchObject({ backend: 'wasm', storage: onGpu.info.storage, tuned: 'default' });
  expect(inWasm.info.fallbackReason).toMatch(/emulates a GPU on the CPU \(google swiftshader\), which is slow/);
  expect(inWasm.info.adapter).toMatch(/^WebAssembly, onnxruntime-web \d+\.\d+/);
  expect(inWasm.info.bytes.weights).toBe(onGpu.info.bytes.weights);
  expect(inWasm.info.precision).toEqual({ used: 'f32', note: 'WebAssembly computes in f32.' });
  expect(onGpu.info).toMatchObject({ backend: 'webgpu', fallbackReason: undefined });
  expect([...stages]).toEqual(['download', 'pack', 'compile']);
});

describe('a photo becomes the same input, bit for bit', () => {
  test.each(SOURCES)('%s', async (_, make, options) => {
    const [wasm, gpu] = [await make(), await make()] as [Blob, Blob];
    expect(await inWasm.preprocess(wasm, options)).toEqual(await onGpu.preprocess(gpu, options));
  });
});

const near = (got: Float32Array, want: Float32Array): void => {
  expect(got.length).toBe(want.length);
  expect(relativeError(got, [...want])).toBeLessThan(BOUND);
};

describe('answers are the same', () => {
  test.each(['coffee.jpg', 'lemon.png', 'elephant.png'])('logits and classes of %s', async (file) => {
    const photo = await sample(file);
    near(await inWasm.logits(photo), await onGpu.logits(photo));
    const [got, want] = [await inWasm.classify(photo, { topK: 3 }), await onGpu.classify(photo, { topK: 3 })];
    expect(got.map(({ label }) => label)).toEqual(want.map(({ label }) => label));
    got.forEach(({ score }, i) => expect(score).toBeCloseTo(want[i]?.score ?? NaN, 4));
  });

  test('an array is answered in order, photos and tensors mixed', async () => {
    const tensor = { shape: [1, 3, 96, 96], data: seededInput([1, 3, 96, 96]).data };
    const sources = [await sample('bison.png'), tensor, await sample('orange.jpg')];
    const want = await onGpu.logits(sources);
    (await inWasm.logits(sources)).forEach((logits, i) => near(logits, want[i] as Float32Array));
    expect(await inWasm.classify([])).toEqual([]);
  });

  test('the tiles of a sheet, those beyond its edges as well', async () => {
    const tilesBy = async (classifier: Classifier): Promise<TileAnswer[]> => {
      const answers: TileAnswer[] = [];
      const tiles = classifier.classifyTiles(drawn(300, 170, 1), { tile: 96, topK: 1 });
      for await (const answer of tiles) answers.push(answer);
      return answers;
    };
    const [got, want] = [await tilesBy(inWasm), await tilesBy(onGpu)];
    expect(got).toHaveLength(8);
    for (const [i, { classes, ...place }] of got.entries()) {
      const { classes: expected, ...samePlace } = want[i] as TileAnswer;
      expect(place).toEqual(samePlace);
      expect(classes[0]?.index).toBe(expected[0]?.index);
      expect(classes[0]?.score).toBeCloseTo(expected[0]?.score ?? NaN, 4);
    }
  });

  test('a tensor of several images, of any size, is answered as its images are', async () => {
    const { data } = seededInput([2, 3, 45, 70]);
    const both = await inWasm.logits({ shape: [2, 3, 45, 70], data });
    const half = (i: number): Source => ({
      shape: [1, 3, 45, 70],
      data: data.slice((i * data.length) / 2, ((i + 1) * data.length) / 2),
    });
    const [first, second] = await inWasm.logits([half(0), half(1)]);
    expect(both).toEqual(Float32Array.of(...(first ?? []), ...(second ?? [])));
  });

  test('embeddings and feature maps', async () => {
    const tensor = { shape: [1, 3, 96, 96], data: seededInput([1, 3, 96, 96]).data };
    near(await inWasm.embed(tensor), await onGpu.embed(tensor));
    const [got, want] = [await inWasm.features(tensor), await onGpu.features(tensor)];
    for (const layer of ['layer1', 'layer2', 'layer3', 'layer4'] as const) {
      expect(got[layer].shape).toEqual(want[layer].shape);
      near(got[layer].data, want[layer].data);
    }
  });

  test('an explanation, its attention and its map', async () => {
    const photo = await sample('mantis.jpg');
    const [got, want] = [await inWasm.explain(photo), await onGpu.explain(photo)];
    expect(got.label).toBe(want.label);
    expect(got.bias).toBeCloseTo(want.bias, 5);
    near(got.map.data, want.map.data);
    expect(got.attention.map(({ block, shape }) => [block, shape])).toEqual(
      want.attention.map(({ block, shape }) => [block, shape]),
    );
    got.attention.forEach(({ data }, i) => near(data, want.attention[i]?.data as Float32Array));
    expect(got.onPhoto().shape).toEqual(want.onPhoto().shape);
  });

  test('a video is answered frame by frame', async () => {
    async function* frames(): AsyncGenerator<VideoFrame> {
      for (const timestamp of [0, 1e6]) yield new VideoFrame(drawn(96, 96, 1), { timestamp });
    }
    const [want] = await onGpu.classify(drawn(96, 96, 1));
    const seen = [];
    for await (const { classes } of inWasm.classifyVideo(frames(), { topK: 1 })) seen.push(classes[0]?.label);
    expect(new Set(seen)).toEqual(new Set([want?.label]));
  });
});

/** With which error a call ends. */
const failure = async (call: () => unknown): Promise<unknown> => {
  try {
    await call();
    return 'no error';
  } catch (error) {
    const { name, code, message } = error as ResNeStError;
    return { name, code, message, isOurs: error instanceof ResNeStError };
  }
};

describe('errors are the same', () => {
  const tensor = (shape: readonly number[], length: number): Source => ({ shape, data: new Float32Array(length) });
  test.each<[what: string, call: (classifier: Classifier) => unknown]>([
    ['an empty file', (c) => c.classify(new Blob([]))],
    ['a file that is no picture', (c) => c.classify(new Blob(['%PDF-1.7']))],
    ['the second of two photos', async (c) => c.logits([await sample('lemon.png'), new Blob(['?'])])],
    ['no source', (c) => c.classify(undefined as unknown as Blob)],
    ['a tensor of wrong channels', (c) => c.logits(tensor([1, 4, 8, 8], 256))],
    ['a tensor of wrong length', (c) => c.logits([tensor([1, 3, 8, 8], 5)])],
    ['a tensor of NaN', (c) => c.logits({ shape: [1, 3, 1, 1], data: Float32Array.of(NaN, 0, 0) })],
    ['two images for one answer', (c) => c.classify(tensor([2, 3, 32, 32], 6144))],
    [
      'a region outside',
      async (c) => c.embed(await sample('lemon.png'), { regionOfInterest: { x: -9, y: 0, width: 99, height: 9 } }),
    ],
    ['a region of a tensor', (c) => c.logits(tensor([1, 3, 8, 8], 192), cut)],
    ['a wrong option', (c) => c.classify(new Blob([]), { topK: 0 })],
    ['an unknown label', async (c) => c.classify(await sample('lemon.png'), { allow: ['lemmon'] })],
    ['no such class', async (c) => c.explain(await sample('lemon.png'), { index: 10_000 })],
    ['a number as video', (c) => c.classifyVideo(5 as unknown as ReadableStream<VideoFrame>)],
    ['an abort before the call', (c) => c.classify(new Blob([]), { signal: AbortSignal.abort(new Error('stop')) })],
  ])('%s', async (_, call) => {
    const want = await failure(() => call(onGpu));
    expect(want).not.toBe('no error');
    expect(await failure(() => call(inWasm))).toEqual(want);
  });
});

describe('calls that need a GPU', () => {
  test.each<[what: string, call: () => unknown]>([
    ["output: 'gpu' of embed", () => inWasm.embed(new Blob([]), { output: 'gpu' })],
    ["output: 'gpu' of features", () => inWasm.features(new Blob([]), { output: 'gpu' })],
    ['selfTest', () => inWasm.selfTest()],
    ['recover', () => inWasm.recover()],
  ])('%s', async (_, call) => {
    const message: unknown = expect.stringMatching(
      /needs a GPU, and this classifier runs in WebAssembly; leave it out/,
    );
    expect(await failure(call)).toEqual({ name: 'ConfigError', code: 'no-gpu', message, isOurs: true });
  });

  test('a texture says what to give instead', async () => {
    const texture = device.createTexture({
      size: [9, 9],
      format: 'rgba8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING,
    });
    expect(await failure(() => inWasm.classify(texture))).toMatchObject({ name: 'ImageError', code: 'unsupported' });
    texture.destroy();
  });
});

describe('a call', () => {
  test('takes a source as it is at that moment, while others run', async () => {
    const canvas = drawn(90, 70, 1);
    const want = await inWasm.preprocess(canvas);
    const [, got] = await Promise.all([
      inWasm.logits(await sample('lemon.png')),
      inWasm.preprocess(canvas),
      blank(canvas),
    ]);
    expect(got).toEqual(want);
  });

  test('is answered after those before it', async () => {
    const order: number[] = [];
    const photo = await sample('lemon.png');
    await Promise.all([0, 1, 2].map((i) => inWasm.classify(photo).then(() => order.push(i))));
    expect(order).toEqual([0, 1, 2]);
  });

  test('of many photos ends soon after its abort, and harms no other', async () => {
    const abort = new AbortController();
    const photo = await sample('lemon.png');
    const many = inWasm.logits(
      Array.from({ length: 200 }, () => photo),
      { signal: abort.signal },
    );
    const next = inWasm.classify(photo);
    setTimeout(() => abort.abort(new Error('enough')), 100);
    await expect(many).rejects.toThrow('enough');
    expect((await next)[0]?.label).toBe('lemon');
  });

  test('after dispose is refused, and those before it are answered', async () => {
    const other = await createClassifier({ fallback, cache: false });
    const answer = other.classify(await sample('lemon.png'));
    const gone = other.dispose();
    await expect(other.classify(new Blob([]))).rejects.toMatchObject({ name: 'ResNeStError', code: 'disposed' });
    expect((await answer)[0]?.label).toBe('lemon');
    await gone;
    expect(other.dispose()).toBe(gone);
  });
});

const blank = (canvas: OffscreenCanvas): void => void (canvas.width = 5);

test('a start on either side serves the other from its cache', async () => {
  const cache = memoryCache();
  const download = vi.spyOn(globalThis, 'fetch');
  const first = await createClassifier({ fallback, cache });
  expect(first.info.timings.fromCache).toBe(false);
  expect(first.info.notKept).toBeUndefined();
  await first.dispose();
  download.mockRestore();
  const second = await createClassifier({ fallback, cache });
  expect(second.info.timings.fromCache).toBe(true);
  await second.dispose();
  const third = await createClassifier({ device, cache });
  expect(third.info.timings.fromCache).toBe(true);
  await third.dispose();
});
