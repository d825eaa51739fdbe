/**
 * Sources that cannot be read, and the GPU's errors on the way of a photo.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  type Classifier,
  createClassifier,
  ImageError,
  type ImageSource,
  ResNeStError,
  type Source,
} from '../../index';
import { Sessions } from '../../scheduler/run/sessions';
import { someDevice } from '../../testing/device';
import { ownClassifier } from '../../testing/ownClassifier';
import { tinyOptions } from '../../testing/lifetime/tinyModel';
import { canvasOf, liveBuffers, pixelsOf, tensorOf, textureOf } from '../../testing/pictures/painted';

/** What these methods have in common. */
type Calls<Name extends string> = Readonly<Record<Name, (source: ImageSource) => Promise<unknown>>>;

let device: GPUDevice;
let classifier: Classifier;
let uncaptured: string[];
ownClassifier((own) => ({ device, classifier, uncaptured } = own));

afterEach(() => {
  vi.restoreAllMocks();
  expect(uncaptured.splice(0)).toEqual([]); // every error of the GPU had somebody who heard it
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
        const calls: Calls<typeof method> = classifier;
        const error = await failure(calls[method](texture));
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
      /^source 2 of 2: this call gives one answer for each source, but this tensor holds 2 images/,
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
    const live = liveBuffers(device, (descriptor) =>
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
  const tiny = { ...(await tinyOptions()), device: fresh, cache: false } as const;
  const own = await createClassifier(tiny);
  await own.classify([canvasOf('#f00'), pixelsOf('#f00'), textureOf(device, '#f00')]).catch(() => undefined);
  await own.features([await canvasOf('#f00').convertToBlob(), tensorOf(0.5)]);
  await own.preprocess(pixelsOf('#f00'));
  await own.selfTest();
  await own.dispose();
  const tuned = await createClassifier({ ...tiny, tune: 'now' });
  await tuned.dispose();
  expect([...escaped]).toEqual([]);
  fresh.destroy();
}, 240_000);

test.each(['classify', 'embed', 'features'] as const)(
  'a broken JPEG costs %s no plan and no program',
  async (method) => {
    const own = await createClassifier({ device, cache: false });
    const calls: Calls<typeof method> = own;
    const planned = vi.spyOn(Sessions.prototype, 'plan');
    const compiled = vi.spyOn(device, 'createComputePipelineAsync');
    const live = liveBuffers(device);
    const jpeg = new Blob([Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16)], { type: 'image/jpeg' });
    await expect(calls[method](jpeg)).rejects.toThrow(ImageError);
    expect(planned).not.toHaveBeenCalled();
    expect(compiled).not.toHaveBeenCalled();
    expect([...live]).toEqual([]);
    await calls[method](canvasOf('#f00'));
    expect(planned).toHaveBeenCalled();
    await own.dispose();
  },
);

test('preprocess makes no session', async () => {
  const made = vi.spyOn(Sessions.prototype, 'get');
  const planned = vi.spyOn(Sessions.prototype, 'plan');
  expect((await classifier.preprocess(pixelsOf('#f00'))).shape).toEqual([1, 3, 96, 96]);
  expect(made).not.toHaveBeenCalled();
  expect(planned).not.toHaveBeenCalled();
});
