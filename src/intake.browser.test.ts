/**
 * Sources that change, close or fail around a call, and the GPU's errors on the way of a photo.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Classifier, createClassifier, ImageError, ResNeStError, type Source } from './index';
import { someDevice } from './testing/device';

let device: GPUDevice;
let classifier: Classifier;
const uncaptured: string[] = [];

beforeAll(async () => {
  device = await someDevice();
  device.addEventListener('uncapturederror', ({ error }) => uncaptured.push(error.message));
  classifier = await createClassifier({ device, cache: false });
}, 120_000);

afterEach(() => {
  vi.restoreAllMocks();
  expect(uncaptured.splice(0)).toEqual([]); // every error of the GPU had somebody who heard it
});

afterAll(async () => {
  await classifier.dispose();
  device.destroy();
});

/** The buffers that are made from now on and not destroyed; `instead` may ask for others than those that were asked for. */
function liveBuffers(instead = (descriptor: GPUBufferDescriptor): GPUBufferDescriptor => descriptor): Set<GPUBuffer> {
  const live = new Set<GPUBuffer>();
  const create = device.createBuffer.bind(device);
  vi.spyOn(device, 'createBuffer').mockImplementation((descriptor) => {
    const buffer = create(instead(descriptor));
    live.add(buffer);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => (live.delete(buffer), destroy());
    return buffer;
  });
  return live;
}

const SIZE = 120;
const COLOURS = ['#f00', '#0f0', '#00f'] as const;

function canvasOf(colour: string): OffscreenCanvas {
  const canvas = new OffscreenCanvas(SIZE, SIZE);
  paint(canvas, colour);
  return canvas;
}

function paint(canvas: OffscreenCanvas | HTMLCanvasElement, colour: string): void {
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;
  context.fillStyle = colour;
  context.fillRect(0, 0, SIZE, SIZE);
}

const pixelsOf = (colour: string): ImageData =>
  (canvasOf(colour).getContext('2d') as OffscreenCanvasRenderingContext2D).getImageData(0, 0, SIZE, SIZE);

function webglCanvas(colour: readonly [number, number, number]): OffscreenCanvas {
  const canvas = new OffscreenCanvas(SIZE, SIZE);
  const context = canvas.getContext('webgl') as WebGLRenderingContext;
  context.clearColor(...colour, 1);
  context.clear(context.COLOR_BUFFER_BIT);
  return canvas;
}

async function imageOf(colour: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = URL.createObjectURL(await canvasOf(colour).convertToBlob());
  await image.decode();
  return image;
}

function textureOf(on: GPUDevice, colour: string): GPUTexture {
  const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
  const texture = on.createTexture({ size: [SIZE, SIZE], format: 'rgba8unorm', usage });
  on.queue.writeTexture({ texture }, pixelsOf(colour).data, { bytesPerRow: SIZE * 4 }, [SIZE, SIZE]);
  return texture;
}

const tensorOf = (value: number): { shape: number[]; data: Float32Array } => ({
  shape: [1, 3, 96, 96],
  data: new Float32Array(3 * 96 * 96).fill(value),
});

/** A source that is red when it is handed over, and changed right after. */
interface Fleeting {
  readonly source: Source;
  readonly change: () => unknown;
}

const FLEETING: Readonly<Record<string, () => Fleeting | Promise<Fleeting>>> = {
  'a canvas that is drawn on': () => {
    const source = canvasOf('#f00');
    return { source, change: () => paint(source, '#00f') };
  },
  'a canvas element that loses its size': () => {
    const source = Object.assign(document.createElement('canvas'), { width: SIZE, height: SIZE });
    paint(source, '#f00');
    return { source, change: () => (source.width = 1) };
  },
  'a WebGL canvas, whose drawing is gone with the frame': () => ({ source: webglCanvas([1, 0, 0]), change: () => 0 }),
  'a frame that is closed': () => {
    const source = new VideoFrame(canvasOf('#f00'), { timestamp: 0 });
    return { source, change: () => source.close() };
  },
  'a bitmap that is closed': async () => {
    const source = await createImageBitmap(canvasOf('#f00'));
    return { source, change: () => source.close() };
  },
  'a bitmap that is transferred': async () => {
    const source = await createImageBitmap(canvasOf('#f00'));
    return { source, change: () => structuredClone(source, { transfer: [source] }) };
  },
  'an image with another src': async () => {
    const source = await imageOf('#f00');
    const other = (await imageOf('#00f')).src;
    return { source, change: () => (source.src = other) };
  },
  'ImageData that is written to': () => {
    const source = pixelsOf('#f00');
    return { source, change: () => source.data.fill(0) };
  },
  'ImageData that is transferred': () => {
    const source = pixelsOf('#f00');
    return { source, change: () => structuredClone(source.data.buffer, { transfer: [source.data.buffer] }) };
  },
  'a texture that is destroyed': () => {
    const source = textureOf(device, '#f00');
    return { source, change: () => source.destroy() };
  },
};

describe('pixels are taken at the call', () => {
  let red: Float32Array;
  beforeAll(async () => {
    red = await classifier.logits(pixelsOf('#f00'));
  });

  test.each(Object.keys(FLEETING))('%s, on an idle classifier and on a busy one', async (name) => {
    for (const isBusy of [false, true]) {
      const { source, change } = (await FLEETING[name]?.()) as Fleeting;
      const earlier = isBusy ? classifier.logits(canvasOf('#0f0')) : undefined;
      const answer = classifier.logits(source);
      change();
      expect(await answer).toEqual(red);
      await earlier;
    }
  });

  test('one canvas, three drawings, three answers', async () => {
    const canvas = canvasOf('#fff');
    const drawn = COLOURS.map((colour) => {
      paint(canvas, colour);
      return classifier.logits(canvas);
    });
    const expected = [];
    for (const colour of COLOURS) expected.push(await classifier.logits(pixelsOf(colour)));
    expect(await Promise.all(drawn)).toEqual(expected);
  });

  test('a tensor, its shape and its numbers', async () => {
    const half = await classifier.logits(tensorOf(0.5));
    const tensor = tensorOf(0.5);
    const answers = [classifier.logits(tensor), classifier.logits([tensor])] as const;
    tensor.data.fill(2);
    tensor.shape[0] = 7;
    expect(await answers[0]).toEqual(half);
    expect(await answers[1]).toEqual([half]);
  });

  test('each of a batch, and preprocess', async () => {
    const canvas = canvasOf('#f00');
    const [batch, input] = [classifier.logits([canvas, canvas]), classifier.preprocess(canvas)];
    paint(canvas, '#00f');
    expect(await input).toEqual(await classifier.preprocess(pixelsOf('#f00')));
    for (const logits of await batch) expect(Math.max(...logits)).toBeCloseTo(Math.max(...red), 4);
  });

  test('nothing of a call stays on the GPU, answered, refused or aborted', async () => {
    const live = liveBuffers();
    const tainted = { shape: [1, 3, 96, 96], data: new Float32Array(7) };
    const aborted = new AbortController();
    const calls = [
      classifier.logits([canvasOf('#f00'), new Blob(['no picture'])]),
      classifier.logits([canvasOf('#f00'), tainted]),
      classifier.logits([canvasOf('#f00')], { signal: aborted.signal }),
      classifier.logits(canvasOf('#f00')),
    ];
    aborted.abort();
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
    await Promise.resolve();
    expect([...live].filter(({ label }) => label === 'photo input')).toEqual([]);
  });
});

describe('an error of the GPU reaches the call that caused it', () => {
  const failure = (call: Promise<unknown>): Promise<ResNeStError> =>
    call.then(
      () => Promise.reject(new Error('it was answered')),
      (error: unknown) => error as ResNeStError,
    );

  test.each(['classify', 'logits', 'embed', 'features', 'preprocess'] as const)(
    'a texture of another device, and a destroyed one: %s',
    async (method) => {
      const other = await someDevice();
      const foreign = textureOf(other, '#f00');
      const destroyed = textureOf(device, '#f00');
      destroyed.destroy();
      for (const texture of [foreign, destroyed]) {
        const error = await failure(classifier[method](texture));
        expect(error).toBeInstanceOf(ImageError);
        expect(error.message).toMatch(/^the image is a texture that this GPU device cannot read; give one/);
      }
      other.destroy();
      expect(await classifier.logits(pixelsOf('#f00'))).toHaveLength(200);
    },
  );

  test.each(['photo input', 'pixels', 'lines', 'params', 'spans', 'levels', 'readback'])(
    'no room for the buffer %s',
    async (label) => {
      const create = device.createBuffer.bind(device);
      vi.spyOn(device, 'createBuffer').mockImplementation((descriptor) =>
        create(descriptor.label === label ? { ...descriptor, size: 2 ** 44 } : descriptor),
      );
      expect(await failure(classifier.preprocess(pixelsOf('#f00')))).toBeInstanceOf(ResNeStError);
      vi.restoreAllMocks();
      expect(await classifier.logits(pixelsOf('#f00'))).toHaveLength(200);
    },
  );

  test("no room for a photo's texture", async () => {
    const create = device.createTexture.bind(device);
    vi.spyOn(device, 'createTexture').mockImplementation((descriptor) => create({ ...descriptor, size: [2 ** 20, 1] }));
    const error = await failure(classifier.classify([pixelsOf('#0f0'), canvasOf('#f00')]));
    expect(error).toBeInstanceOf(ResNeStError);
    expect(error.message).toContain('source 1 of 2');
  });

  test('which of several sources is at fault is in the message', async () => {
    const good = canvasOf('#f00');
    const closed = await createImageBitmap(good);
    closed.close();
    const cat = new File(['no picture'], 'cat.png');
    for (const bad of [new Blob(['no picture']), closed, tensorOf(NaN), 17 as unknown as Blob, cat]) {
      const { message } = await failure(classifier.classify([good, bad, good]));
      expect(message).toContain('source 2 of 3');
    }
    expect((await failure(classifier.classify([good, cat]))).message).toContain('cat.png');
  });

  test('a tensor of two images, and one without a shape, by their place', async () => {
    const two = { shape: [2, 3, 96, 96], data: new Float32Array(2 * 3 * 96 * 96) };
    const none = { shape: null, data: two.data } as unknown as Source;
    expect((await failure(classifier.classify([canvasOf('#f00'), two]))).message).toMatch(
      /^source 2 of 2: a tensor of 2/,
    );
    expect(await failure(classifier.classify(none))).toBeInstanceOf(ImageError);
  });

  test('numbers that would overflow on the way', async () => {
    const error = await failure(classifier.logits(tensorOf(3e38)));
    expect(error).toBeInstanceOf(ImageError);
    expect(error.message).toMatch(/^number 0 of the tensor is 3\.?\d*e\+38; give finite numbers of at most/);
  });

  test('a session that is refused leaves no buffer, and its weights are derived again', async () => {
    const own = await createClassifier({ device, cache: false });
    let isFull = true;
    const live = liveBuffers((descriptor) =>
      isFull && descriptor.label === 'outputs' ? { ...descriptor, size: 2 ** 44 } : descriptor,
    );
    expect(await failure(own.logits(tensorOf(0.5)))).toBeInstanceOf(ResNeStError);
    expect([...live].map(({ label }) => label)).toEqual([]);
    isFull = false;
    expect(await own.logits(tensorOf(0.5))).toEqual(await classifier.logits(tensorOf(0.5)));
    await own.dispose();
    expect(live.size).toBe(0);
  });
});

test('nothing is submitted, written, copied or made outside of error scopes', async () => {
  const fresh = await someDevice();
  const escaped = new Set<string>();
  let depth = 0;
  const [push, pop] = [fresh.pushErrorScope.bind(fresh), fresh.popErrorScope.bind(fresh)];
  fresh.pushErrorScope = (filter) => (depth++, push(filter));
  fresh.popErrorScope = () => (depth--, pop());
  const watch = <Target extends object>(target: Target, names: readonly (keyof Target & string)[]): void => {
    for (const name of names) {
      const method = target[name] as (...args: unknown[]) => unknown;
      Object.defineProperty(target, name, {
        value: (...args: unknown[]) => {
          if (depth < 3) escaped.add(name);
          return method.apply(target, args);
        },
      });
    }
  };
  watch(fresh.queue, ['submit', 'writeBuffer', 'writeTexture', 'copyExternalImageToTexture']);
  watch(fresh, ['createBuffer', 'createTexture', 'createBindGroup', 'createCommandEncoder']);
  const own = await createClassifier({ device: fresh, cache: false });
  await own.classify([canvasOf('#f00'), pixelsOf('#f00'), textureOf(device, '#f00')]).catch(() => undefined);
  await own.features([await canvasOf('#f00').convertToBlob(), tensorOf(0.5)]);
  await own.preprocess(pixelsOf('#f00'));
  await own.selfTest();
  await own.dispose();
  const tuned = await createClassifier({ device: fresh, cache: false, tune: 'now' });
  await tuned.dispose();
  expect([...escaped]).toEqual([]);
  fresh.destroy();
}, 240_000);
