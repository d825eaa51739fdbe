/**
 * Calls of `explain`: what they cost, photos of every shape, several sources, and sources and options that it refuses.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Classifier, type ClassifierOptions, ConfigError, createClassifier, ImageError } from '../index';
import { resolveConfig } from '../model/config';
import { parametersOf } from '../model/parameters';
import { buildResNeSt } from '../model/resnest';
import { someDevice } from '../testing/device';
import { specialised } from '../testing/lifetime/specialised';
import { exif, jpegWithExif } from '../testing/pictures/pictureFiles';
import { randomPixels } from '../testing/pictures/photos';
import { safetensors } from '../testing/safetensorsFile';
import { seededInput, seededWeights } from '../testing/seeded';

const config = resolveConfig({
  ...{ layers: [1, 1, 1, 1], radix: 2, bottleneckWidth: 8, numClasses: 5 },
  ...{ deepStem: true, stemWidth: 8, avgDown: true, avd: true },
});
const file = new Blob(safetensors(seededWeights(parametersOf(buildResNeSt(config)))) as Uint8Array<ArrayBuffer>[]);

/** The classifier of most tests, and what tells of its dispatches. */
let classifier: Classifier;
let device: GPUDevice;

const open = (options: ClassifierOptions = {}): Promise<Classifier> =>
  createClassifier({ weights: file, model: config, device, cache: false, inputSize: 64, ...options });

beforeAll(async () => {
  device = await someDevice();
  classifier = await specialised(await open()); // answers and dispatches of different calls are compared
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await classifier.dispose();
  device.destroy();
});

const noise = (width: number, height: number): ImageData => new ImageData(randomPixels(width * height), width, height);

/** What is dispatched meanwhile: the programs' names and their workgroups. */
async function dispatchesOf(job: () => Promise<unknown>): Promise<readonly string[]> {
  const dispatched: string[] = [];
  let program = '';
  vi.spyOn(GPUComputePassEncoder.prototype, 'setPipeline').mockImplementation(function (
    this: GPUComputePassEncoder,
    pipeline,
  ) {
    program = pipeline.label;
    return setPipeline.call(this, pipeline);
  });
  vi.spyOn(GPUComputePassEncoder.prototype, 'dispatchWorkgroups').mockImplementation(function (
    this: GPUComputePassEncoder,
    ...workgroups
  ) {
    dispatched.push(`${program} ${workgroups.join('x')}`);
    return dispatchWorkgroups.apply(this, workgroups);
  });
  await job().finally(() => vi.restoreAllMocks());
  return dispatched;
}
const { setPipeline, dispatchWorkgroups } = GPUComputePassEncoder.prototype;

test('an explanation is one run, and leaves the run of classify as it is', async () => {
  const source = seededInput([1, 3, 64, 64]);
  const classify = (): Promise<readonly string[]> => dispatchesOf(() => classifier.classify(source));
  await classify();
  const before = await classify();
  expect(before.length).toBeGreaterThan(20);
  const answer = await classifier.classify(source);
  expect(await dispatchesOf(() => classifier.explain(source))).toEqual(before);
  expect(await classify()).toEqual(before);
  expect(await classifier.classify(source)).toEqual(answer);
});

test('an explanation says what classify says', async () => {
  const photo = noise(90, 70);
  const answers = await classifier.classify(photo);
  const logits = await classifier.logits(photo);
  for (const answer of answers) {
    expect(await classifier.explain(photo, { index: answer.index })).toMatchObject({
      ...answer,
      logit: logits[answer.index],
    });
  }
  const { index, label, score } = await classifier.explain(photo);
  expect({ index, label, score }).toEqual(answers[0]);
});

test('several sources have an explanation each, as if they came alone', async () => {
  const sources = [noise(80, 64), noise(64, 200), seededInput([1, 3, 48, 96]), noise(64, 64)] as const;
  const together = await classifier.explain(sources);
  expect(together.map(({ onPhoto }) => onPhoto().shape)).toEqual([
    [64, 80],
    [200, 64],
    [48, 96],
    [64, 64],
  ]);
  for (const [i, source] of sources.entries()) {
    const { map, attention, index } = await classifier.explain(source);
    expect(together[i]).toMatchObject({ map, attention, index });
  }
});

describe('the map on a photo', () => {
  /** Columns and rows of the photo with a value, as [first, last]. */
  const seen = ({
    shape: [height, width],
    data,
  }: {
    shape: readonly [number, number];
    data: Float32Array;
  }): unknown => {
    const xs: number[] = [];
    const ys: number[] = [];
    data.forEach((value, i) => {
      if (Number.isNaN(value)) return;
      xs.push(i % width);
      ys.push(Math.floor(i / width));
    });
    const ends = (all: number[]): number[] => [
      all.reduce((a, b) => Math.min(a, b)),
      all.reduce((a, b) => Math.max(a, b)),
    ];
    const [[left = 0, right = 0], [top = 0, bottom = 0]] = [ends(xs), ends(ys)];
    expect(xs.length).toBe((right - left + 1) * (bottom - top + 1)); // a whole rectangle
    return { shape: [height, width], columns: [left, right], rows: [top, bottom] };
  };

  test.each([
    // timm's 0.875 by default: the short side becomes 73, of which 64 are seen.
    [{}, [73, 73], { shape: [73, 73], columns: [4, 67], rows: [4, 67] }],
    [{ preprocessing: 'hub' }, [1460, 73], { shape: [73, 1460], columns: [698, 761], rows: [4, 67] }],
    // The original's crop: 64 of 96 parts of the short side.
    [{ preprocessing: 'official-train' }, [96, 120], { shape: [120, 96], columns: [16, 79], rows: [28, 91] }],
    [{ preprocessing: 'official-verify' }, [480, 96], { shape: [96, 480], columns: [208, 271], rows: [16, 79] }],
  ] as const)('%j of %j pixels', async (options, [width, height], expected) => {
    const own = await open(options);
    const { onPhoto } = await own.explain(noise(width, height));
    expect(seen(onPhoto())).toEqual(expected);
    await own.dispose();
  });

  test('is turned as the EXIF data say', async () => {
    const canvas = new OffscreenCanvas(96, 64);
    canvas.getContext('2d')?.putImageData(noise(96, 64), 0, 0);
    const lying = await canvas.convertToBlob({ type: 'image/jpeg' });
    const standing = await jpegWithExif(lying, exif(6));
    expect((await classifier.explain(lying)).onPhoto().shape).toEqual([64, 96]);
    expect((await classifier.explain(standing)).onPhoto().shape).toEqual([96, 64]);
  });

  test('is computed anew by each call, and is the caller’s own', async () => {
    const { onPhoto } = await classifier.explain(noise(64, 64));
    const first = onPhoto();
    const kept = first.data.slice();
    first.data.fill(0);
    expect(onPhoto().data).toEqual(kept);
  });
});

describe('what is refused', () => {
  const source = seededInput([1, 3, 64, 64]);

  test.each([
    [{ index: 5 }, /^index is 5; this model has 5 classes, 0 to 4$/],
    [{ index: -1 }, /^index is -1; it must be the number of a class, from 0 on$/],
    [{ index: 1.5 }, /^index is 1\.5; it must be/],
    [{ index: '1' as unknown as number }, /^index is "1"; it must be/],
    [{ indices: 1 } as object, /^explain has no option "indices"; its nearest is "index"/],
  ])('the options %j', async (options, message) => {
    await expect(classifier.explain(source, options)).rejects.toThrow(message);
    await expect(classifier.explain(source, options)).rejects.toThrow(ConfigError);
  });

  test('a tensor of two images', async () => {
    const two = classifier.explain(seededInput([2, 3, 64, 64]));
    await expect(two).rejects.toThrow(
      /this call gives one answer for each source, but this tensor holds 2 images; give an array of tensors/,
    );
    await expect(two).rejects.toThrow(ImageError);
  });

  test('a call whose signal has aborted', async () => {
    const reason = new Error('enough');
    await expect(classifier.explain(source, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('a checkpoint without a classifier, and one that pools by the maximum', async () => {
    const bare = { ...config, numClasses: 0 };
    const backbone = new Blob(
      safetensors(seededWeights(parametersOf(buildResNeSt(bare)))) as Uint8Array<ArrayBuffer>[],
    );
    for (const [options, message] of [
      [{ weights: backbone, model: bare }, /has no classifier/],
      [{ model: { ...config, globalPool: 'max' } }, /pools them by max/],
    ] as const) {
      const own = await open(options);
      await expect(own.explain(source)).rejects.toThrow(message);
      await expect(own.explain(source)).rejects.toThrow(ConfigError);
      await own.dispose();
    }
  });
});
