import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError, WeightsError } from '../core/errors';
import type { Shape } from '../core/tensor';
import { type ResNeStConfig, resolveConfig } from './config';
import { detectConfig } from './architecture';
import { parametersOf } from './parameters';
import { buildResNeSt } from './resnest';
import { variantNamed, variants } from './variants';

type Tensors = Map<string, { readonly shape: Shape }>;

const tensorsOf = (config: ResNeStConfig): Tensors =>
  new Map(parametersOf(buildResNeSt(config)).map(({ name, shape }) => [name, { shape }]));

const resnest = (partial: Partial<ResNeStConfig>): Tensors =>
  tensorsOf(resolveConfig({ layers: [1, 1, 1, 1], ...partial }));

test.each(variants.map(({ name }) => name))('%s is read off its shapes', (name) => {
  const { config } = variantNamed(name);
  const detected = detectConfig(tensorsOf(config));
  // Both have the same shapes; the one of the article's main table is far more common.
  const expected = name === 'resnest50_fast_2s1x64d' ? variantNamed('resnest50') : variantNamed(name);
  expect(detected.variant?.name).toBe(expected.name);
  expect(detected.config).toEqual({ ...expected.config, numClasses: 0 });
  expect(detected.assumed).toEqual([
    ...['avd', 'avdFirst', 'dilated', 'dilation', 'rectifiedConv', 'rectifyAvg', 'dialect'],
  ]);
});

test('other classes leave a variant what it is', () => {
  const detected = detectConfig(tensorsOf({ ...variantNamed('resnest101').config, numClasses: 4 }));
  expect(detected.variant?.name).toBe('resnest101');
});

test.each<Partial<ResNeStConfig>>([
  { layers: [3, 4, 6, 4] },
  { radix: 3, bottleneckWidth: 48 },
  { groups: 2 },
  { bottleneckWidth: 80 },
  { deepStem: false },
  { stemWidth: 16 },
  { avgDown: false },
])('with %j it is a variant no more', (change) => {
  const config = resolveConfig({ ...variantNamed('resnest50').config, ...change });
  expect(detectConfig(tensorsOf(config)).variant).toBeUndefined();
});

test.each([1, 2, 4, 12])('an input of %d channels leaves a variant what it is', (inChannels) => {
  const detected = detectConfig(tensorsOf({ ...variantNamed('resnest50').config, inChannels }));
  expect(detected).toMatchObject({ variant: { name: 'resnest50' }, config: { inChannels } });
});

const boolean = fc.boolean();
const block = fc.integer({ min: 1, max: 3 });

const configs = fc
  .record({
    layers: fc.tuple(block, block, block, block),
    radix: fc.integer({ min: 0, max: 4 }),
    groups: fc.integer({ min: 1, max: 8 }),
    bottleneckWidth: fc.integer({ min: 1, max: 96 }),
    numClasses: fc.constant(0),
    inChannels: fc.integer({ min: 1, max: 8 }),
    deepStem: boolean,
    stemWidth: fc.oneof(fc.integer({ min: 1, max: 96 }), fc.constant(128)),
    avgDown: boolean,
    avd: boolean,
    avdFirst: boolean,
    dilated: boolean,
    dilation: fc.constantFrom(1, 2, 4),
    rectifiedConv: boolean,
    rectifyAvg: boolean,
    dialect: fc.constantFrom('official' as const, 'timm' as const),
  })
  .map((partial) => {
    // Most random widths have no whole number of channels a split: that is no architecture.
    try {
      return resolveConfig(partial);
    } catch {
      return undefined;
    }
  })
  .filter((config) => config !== undefined);

test('whatever shapes tell of a random configuration is found', () => {
  fc.assert(
    fc.property(configs, (config) => {
      const { config: found, assumed } = detectConfig(tensorsOf(config));
      const told = Object.keys(config).filter((keyword) => !(assumed as string[]).includes(keyword));
      const untold = config.deepStem ? [] : ['stemWidth']; // a plain stem ignores it
      for (const keyword of told.filter((name) => !untold.includes(name)))
        expect({ [keyword]: found[keyword as keyof ResNeStConfig] }).toEqual({
          [keyword]: config[keyword as keyof ResNeStConfig],
        });
      expect(tensorsOf(found)).toEqual(tensorsOf(config));
    }),
    { numRuns: 300 },
  );
});

describe('what shapes do not tell', () => {
  const article = { radix: 2, deepStem: true, avgDown: true } as const;

  test.each([
    ['a ResNeSt of the article pools after its convolution', article, true],
    ['a plain network strides', { ...article, radix: 0 }, false],
    ['so does one with a plain stem', { ...article, deepStem: false }, false],
    ['and one whose shortcuts stride', { ...article, avgDown: false }, false],
  ])('%s', (_, partial, avd) => {
    expect(detectConfig(resnest(partial)).config).toMatchObject({ avd, avdFirst: false });
  });

  test.each([
    // A quarter of the 96 channels of layer1 is less than 32, the least for both; of layer2 it is 48.
    ['both dialects give the widths', { radix: 2, bottleneckWidth: 48 }, 'official', true],
    // A quarter of 84 channels is 21, of 168: 42, which timm rounds to 40.
    ['only the original gives them', { radix: 1, bottleneckWidth: 84 }, 'official', false],
    ['only timm gives them', { radix: 1, bottleneckWidth: 84, dialect: 'timm' as const }, 'timm', false],
  ] as const)('the dialect, where %s', (_, partial, dialect, isAssumed) => {
    const detected = detectConfig(resnest(partial));
    expect(detected.config.dialect).toBe(dialect);
    expect(detected.assumed.includes('dialect')).toBe(isAssumed);
  });
});

test('a ResNet-50 of torchvision is a network without splits', () => {
  const tensors = resnest({ layers: [3, 4, 6, 3], radix: 0 });
  expect(detectConfig(tensors)).toMatchObject({
    config: { layers: [3, 4, 6, 3], radix: 0, groups: 1, bottleneckWidth: 64, deepStem: false, avgDown: false },
    variant: undefined,
  });
});

describe('a WeightsError of one sentence names the tensor', () => {
  const refused = (change: (tensors: Tensors) => void, message: RegExp): void => {
    const tensors = tensorsOf(variantNamed('resnest26d').config);
    change(tensors);
    expect(() => detectConfig(tensors)).toThrow(WeightsError);
    expect(() => detectConfig(tensors)).toThrow(message);
  };

  test.each<[string, string, Shape | undefined, RegExp]>([
    ['a layer that is missing', 'layer4.0.conv1.weight', undefined, /^the checkpoint has no tensor "layer4\.0\.conv1/],
    ['a block that is missing', 'layer3.0.bn1.weight', undefined, /no tensor "layer3\.0\.bn1\.weight"/],
    ['no stem', 'conv1.0.weight', undefined, /no tensor "conv1\.weight"/],
    [
      'another stem',
      'conv1.0.weight',
      [32, 3, 5, 5],
      /"conv1\.0\.weight" has the shape \[32, 3, 5, 5\].*\[32, 3, 3, 3\]/,
    ],
    ['another rank', 'conv1.0.weight', [32], /"conv1\.0\.weight" has 1 dimension, expected 4/],
    ['an empty tensor', 'layer1.0.conv1.weight', [0, 64, 1, 1], /"layer1\.0\.conv1\.weight" has .* none of them 0/],
    ['3/2 splits', 'layer1.0.conv2.conv.weight', [96, 32, 3, 3], /"layer1\.0\.conv2\.conv\.weight" does not fit/],
    ['inputs that divide nothing', 'layer1.0.conv2.conv.weight', [128, 33, 3, 3], /66 does not divide 64/],
    [
      'a width of its own',
      'layer3.1.conv1.weight',
      [250, 1024, 1, 1],
      /"layer3\.1\.conv1\.weight" has the shape \[250/,
    ],
    [
      'another attention',
      'layer2.0.conv2.fc1.weight',
      [72, 128, 1, 1],
      /72 channels of attention, but for a width of .* the original code and timm have other numbers/,
    ],
  ])('%s', (_, name, shape, message) => {
    refused((tensors) => (shape ? tensors.set(name, { shape }) : tensors.delete(name)), message);
  });

  test('a gap between blocks', () => {
    refused((tensors) => {
      for (const name of [...tensors.keys()]) if (name.startsWith('layer2.0.')) tensors.delete(name);
    }, /no tensor "layer2\.0\.conv1\.weight"/);
  });

  test('a network of another kind', () => {
    const bert: Tensors = new Map([['bert.embeddings.word_embeddings.weight', { shape: [30522, 768] }]]);
    expect(() => detectConfig(bert)).toThrow(/^the checkpoint has no tensor "layer1\.0\.conv1\.weight", without which/);
  });

  test('a ResNet of basic blocks', () => {
    const tensors = resnest({ radix: 0 });
    tensors.set('layer1.0.conv1.weight', { shape: [64, 64, 3, 3] });
    expect(() => detectConfig(tensors)).toThrow(/"layer1\.0\.conv1\.weight" has the shape \[64, 64, 3, 3\]/);
  });
});

test('an architecture that nobody can build is a ConfigError', () => {
  const tensors = resnest({ radix: 1 });
  tensors.set('layer1.0.conv2.conv.weight', { shape: [64 * 65, 64, 3, 3] });
  expect(() => detectConfig(tensors)).toThrow(WeightsError);
  const many = resnest({ radix: 0 });
  many.set('layer1.0.conv1.weight', { shape: [5000, 64, 1, 1] });
  many.set('layer1.0.conv2.weight', { shape: [5000, 1, 3, 3] });
  expect(() => detectConfig(many)).toThrow(ConfigError);
});
