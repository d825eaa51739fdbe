/**
 * Explanations through the public door, against PyTorch's hooks on the original code and on timm's, with seeded weights
 * and inputs.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STORAGES } from '../core/storage';
import type { Shape4 } from '../core/tensor';
import type { Parameter } from '../core/weights';
import { type Classifier, type ClassifierOptions, createClassifier, type Explanation, type PlaneMap } from '../index';
import { configFromKeywords } from '../model/config/keywords';
import { parametersOf } from '../model/parameters';
import { buildResNeSt } from '../model/resnest';
import { specialised } from '../testing/lifetime/specialised';
import { someDevice } from '../testing/device';
import { type Digest, digestError } from '../testing/digest';
import json from '../testing/goldens/explanations.json';
import { everyNth } from '../testing/length';
import { relativeError } from '../testing/runModel';
import { safetensors } from '../testing/safetensorsFile';
import { seededInput, seededWeights } from '../testing/seeded';

interface GoldenClass {
  readonly index: number;
  readonly logit: number;
  readonly bias: number;
  readonly score: number;
  readonly map: { readonly shape: readonly number[]; readonly data: readonly number[] };
  /** The map as PyTorch interpolates it to the input's size, [1, 1, H, W]. */
  readonly onInput: Digest;
}

interface Golden {
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly input: Shape4;
  /** The parameters of another head than the original's. */
  readonly head?: readonly Parameter[];
  /** The most probable class, and another one. */
  readonly classes: readonly [GoldenClass, GoldenClass];
  readonly attention: readonly {
    readonly block: string;
    readonly shape: readonly [number, number];
    readonly data: readonly number[];
  }[];
}

const goldens = json as unknown as readonly Golden[];

/** Programs are compiled once for it. */
let device: GPUDevice;
beforeAll(async () => void (device = await someDevice()));
afterAll(() => device.destroy());

function nameOf({ keywords, input, head }: Golden): string {
  const words = Object.entries(keywords).map(([keyword, value]) => (value === true ? keyword : `${keyword}=${value}`));
  return `${words.join(' ')}${head ? ' and a batch norm before fc' : ''} on ${input.join('x')}`;
}

/** The model with its seeded weights. */
function open({ keywords, head }: Golden, options: ClassifierOptions = {}): Promise<Classifier> {
  const config = configFromKeywords(keywords);
  const parameters = parametersOf(buildResNeSt(head ? { ...config, numClasses: 0 } : config));
  const file = new Blob(safetensors(seededWeights([...parameters, ...(head ?? [])])) as Uint8Array<ArrayBuffer>[]);
  return createClassifier({ weights: file, model: config, device, cache: false, ...options });
}

const largest = ({ data }: { readonly data: ArrayLike<number> }): number =>
  Array.from(data).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** How far the mean of the map and the bias are from the logit, over the map's largest value. */
function inexactness({ map, bias, logit }: Explanation): number {
  const mean = map.data.reduce((sum, value) => sum + value, 0) / map.data.length;
  return Math.abs(mean + bias - logit) / largest(map);
}

function expectClass(got: Explanation, want: GoldenClass): void {
  expect(got.index).toBe(want.index);
  expect(got.label).toBe(`class ${want.index}`);
  expect(got.map.shape).toEqual(want.map.shape);
  expect(relativeError(got.map.data, want.map.data)).toBeLessThan(1e-4);
  for (const key of ['logit', 'bias'] as const)
    expect(Math.abs(got[key] - want[key]) / largest(want.map)).toBeLessThan(1e-4);
  expect(got.score).toBeCloseTo(want.score, 4);
  expect(inexactness(got)).toBeLessThan(5e-6);
  const laid = got.onPhoto();
  expect(digestError({ ...laid, shape: [1, 1, ...laid.shape] }, want.onInput)).toBeLessThan(1e-4);
}

describe.each(everyNth(4, goldens).map((golden) => [nameOf(golden), golden] as const))('%s', (_, golden) => {
  const { input, classes, attention, keywords } = golden;
  let classifier: Classifier;
  let explanation: Explanation;

  beforeAll(async () => {
    classifier = await open(golden);
    explanation = await classifier.explain(seededInput(input));
  });
  afterAll(() => classifier.dispose());

  test('the map of the most probable class, within 1e-4 of its largest value, adds up to the logit', () => {
    expectClass(explanation, classes[0]);
  });

  test('the map of a class by its index', async () => {
    expectClass(await classifier.explain(seededInput(input), { index: classes[1].index }), classes[1]);
  });

  test('the attention of each block, within 5e-6', () => {
    expect(explanation.attention.map(({ block }) => block)).toEqual(attention.map(({ block }) => block));
    explanation.attention.forEach((got, i) => {
      const want = attention[i];
      expect(got.shape).toEqual(want?.shape);
      expect([got.radix, got.groups]).toEqual([keywords.radix, keywords.groups]);
      expect(relativeError(got.data, want?.data ?? []) * largest(got)).toBeLessThan(5e-6);
      const [, channels] = got.shape;
      got.meanBySplit.forEach((mean, split) => {
        const row = got.data.subarray(split * channels, (split + 1) * channels);
        expect(mean).toBeCloseTo(row.reduce((sum, value) => sum + value, 0) / channels, 6);
      });
      if (got.radix > 1) expect(got.meanBySplit.reduce((sum, mean) => sum + mean, 0)).toBeCloseTo(1, 6);
    });
  });
});

const goldenWith = (radix: number, hasHead: boolean): Golden =>
  goldens.find(({ keywords, head }) => keywords.radix === radix && hasHead === (head !== undefined)) as Golden;

const KEPT = STORAGES.flatMap((storage) => [false, true].map((hasHead) => [storage, hasHead] as const));

describe.each(everyNth(5, KEPT))('kept as %s, a batch norm before fc: %s', (storage, hasHead) => {
  test('the map adds up to the logit', async () => {
    const golden = goldenWith(2, hasHead);
    const classifier = await specialised(await open(golden, { storage })); // two calls are compared, digit by digit
    const source = seededInput(golden.input);
    const logits = await classifier.logits(source);
    for (const index of logits.keys()) {
      const explanation = await classifier.explain(source, { index });
      expect(explanation.logit).toBe(logits[index]);
      expect(inexactness(explanation)).toBeLessThan(5e-6);
    }
    await classifier.dispose();
  });
});

test('a map is as large as the input where it is interpolated no further', async () => {
  const golden = goldenWith(0, false);
  const classifier = await open(golden);
  const { onPhoto } = await classifier.explain(seededInput(golden.input));
  const laid: PlaneMap = onPhoto();
  expect(laid.shape).toEqual(golden.input.slice(2));
  expect(laid.data.every((value) => Number.isFinite(value))).toBe(true);
  await classifier.dispose();
});
