/**
 * What the types of the manifest promise, since JSON's own types do not.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { needAt } from '../../core/need';
import { DEFAULT_MODEL, variantNamed, variants } from '../../model/variants';
import { labelsOf, manifestEntries, shippedCheckpoint, shippedCopy } from './manifest';

const shipped = shippedCheckpoint(DEFAULT_MODEL);
const published = manifestEntries.flatMap((entry) => ('top1' in entry ? [entry] : []));

/** What each recipe fixes. */
const RECIPES = {
  timm: { interpolation: /^bi(linear|cubic)$/, numbers: ['cropPct'] },
  hub: { interpolation: /^bilinear$/, numbers: [] },
  'official-train': { interpolation: /^bilinear$/, numbers: [] },
  'official-verify': { interpolation: /^bicubic$/, numbers: [] },
} as const;

test('one checkpoint ships, and every model has a published one', () => {
  expect(manifestEntries).toEqual([shipped, ...published]);
  const models = published.map(({ model }) => model);
  expect([...new Set(models)].sort()).toEqual(
    variants
      .map(({ name }) => name)
      .filter((name) => name !== DEFAULT_MODEL)
      .sort(),
  );
});

test('names are unique', () => {
  expect(new Set(manifestEntries.map(({ name }) => name)).size).toBe(manifestEntries.length);
});

describe.each(manifestEntries)('$name', (entry) => {
  const { inputSize, preprocessing, license } = entry;
  const variant = variantNamed(entry.model);

  test('has a label for each class', async () => {
    const labels = await labelsOf(entry);
    expect(labels.length).toBe(variant.config.numClasses);
    expect(labels.every((label) => typeof label === 'string' && label.trim() !== '')).toBe(true);
  });

  test('has the input of its model, and a recipe with no more than its own numbers', () => {
    expect(inputSize).toBe(variant.inputSize);
    const { recipe, interpolation, mean, std, ...numbers } = preprocessing;
    expect(interpolation).toMatch(RECIPES[recipe].interpolation);
    expect(Object.keys(numbers)).toEqual(RECIPES[recipe].numbers);
    if (preprocessing.recipe === 'timm')
      expect([interpolation, preprocessing.cropPct]).toEqual([variant.interpolation, variant.cropPct]);
    expect({ mean, std }).toEqual({ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });
    expect(license).toBe('Apache-2.0');
  });
});

test.each(published)(
  '$name lies where its authors put it',
  ({ name, url, mirrors = [], sha256, sha256Prefix, top1 }) => {
    expect(new URL(url).protocol).toBe('https:');
    expect(url).toContain(name);
    if (sha256 !== undefined) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    if (url.endsWith('.pth')) expect(url).toContain(`-${sha256Prefix}.pth`);
    for (const mirror of mirrors) {
      expect(mirror.split('/').at(-1)).toBe(url.split('/').at(-1));
      expect(sha256 ?? sha256Prefix).toBeDefined(); // else nothing would prove that it is the same file
    }
    expect(top1).toBeGreaterThan(75);
    expect(top1).toBeLessThan(85);
  },
);

test('the file that ships is the one that the manifest describes', async () => {
  const bytes = await readFile(fileURLToPath(new URL(`../../../weights/${shipped?.url}`, import.meta.url)));
  expect(bytes.length).toBe(shipped?.bytes);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(shipped?.sha256);
});

test('the model that ships is the surer the more often it is right, and in doubt where it is mostly wrong', () => {
  const { from, photos, right, doubt } = shipped?.reliability ?? needAt([], 0, 'table');
  const shares = right.map((count, i) => count / (photos[i] ?? NaN));
  expect(photos).toHaveLength(from.length);
  expect(from).toEqual([...from].sort((a, b) => a - b));
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.map((share) => share >= 0.5)).toEqual(from.map((edge) => edge >= doubt));
});

test("ImageNet's labels are in the order of the published models", async () => {
  const [first] = published;
  const labels = first ? await labelsOf(first) : [];
  expect([0, 281, 503, 504, 999].map((index) => labels[index])).toEqual([
    'tench',
    'tabby',
    'cocktail shaker',
    'coffee mug',
    'toilet tissue',
  ]);
});

test.each([
  ['https://example.org/resnest26_2s1x32d.safetensors', true],
  ['https://example.org/a/b/resnest26_2s1x32d.safetensors?token=1#part', true],
  ['https://example.org/my-resnest26_2s1x32d.safetensors', false],
  ['https://example.org/resnest26_2s1x32d.safetensors/model.safetensors', false],
  ['blob:https://example.org/0e9ac8e0', false],
])('%s has the name of the file that ships: %s', (address, isCopy) => {
  expect(shippedCopy(address)).toBe(isCopy ? shipped : undefined);
});
