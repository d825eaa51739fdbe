import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../core/errors';
import { resolveConfig } from '../../model/config';
import { configFromKeywords } from '../../model/config/keywords';
import { isConfigFile, readConfigFile } from './configFile';

/** What timm publishes with resnest200e. */
const PUBLISHED = {
  architecture: 'resnest200e',
  num_classes: 1000,
  num_features: 2048,
  pretrained_cfg: {
    tag: 'in1k',
    custom_load: false,
    input_size: [3, 320, 320],
    fixed_input_size: false,
    interpolation: 'bicubic',
    crop_pct: 0.909,
    crop_mode: 'center',
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    num_classes: 1000,
    pool_size: [10, 10],
    first_conv: 'conv1.0',
    classifier: 'fc',
  },
};

test('a published file of timm gives model, classes and preprocessing', () => {
  expect(readConfigFile(PUBLISHED)).toEqual({
    model: 'resnest200',
    config: { numClasses: 1000, inChannels: 3, dialect: 'timm', dilation: 1 },
    inputSize: [320, 320],
    preprocessing: {
      interpolation: 'bicubic',
      cropPct: 0.909,
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    },
  });
});

test('an old file has all fields at the top', () => {
  const flat = { architecture: 'resnest101e', num_classes: 4, labels: ['no', 'railspace', 'building', 'both'] };
  expect(readConfigFile({ ...flat, input_size: [3, 224, 256], crop_pct: 0.9, interpolation: 'bilinear' })).toEqual({
    model: 'resnest101',
    config: { numClasses: 4, inChannels: 3, dialect: 'timm', dilation: 1 },
    inputSize: [224, 256],
    preprocessing: { interpolation: 'bilinear', cropPct: 0.9 },
    labels: ['no', 'railspace', 'building', 'both'],
  });
});

test('what the file leaves out, or sets to null, is absent', () => {
  const bare = { model: 'resnest50', config: { dialect: 'timm', dilation: 1 } };
  expect(readConfigFile({ architecture: 'resnest50d' })).toEqual(bare);
  const nulls = { num_classes: null, labels: null, pretrained_cfg: { mean: null, crop_pct: null, input_size: null } };
  const read = readConfigFile({ architecture: 'resnest50d', ...nulls });
  expect(read).toEqual(bare);
  expect(Object.keys(read)).toEqual(['model', 'config']);
});

test('a backbone has no classes and no pool of its own', () => {
  expect(readConfigFile({ ...PUBLISHED, num_classes: 0, global_pool: '' }).config).toMatchObject({ numClasses: 0 });
});

test('the top overrules pretrained_cfg, which is that of the weights before fine-tuning', () => {
  expect(readConfigFile({ ...PUBLISHED, num_classes: 3 }).config).toMatchObject({ numClasses: 3 });
});

test.each([
  ['resnest14d', 'resnest14d', 'timm'],
  ['resnest26d.gluon_in1k', 'resnest26d', 'timm'],
  ['timm/resnest50d.in1k', 'resnest50', 'timm'],
  ['resnest269e.in1k', 'resnest269', 'timm'],
  ['resnest50d_4s2x40d.in1k', 'resnest50_fast_4s2x40d', 'timm'],
  ['resnest50d_1s4x24d', 'resnest50_fast_1s4x24d', 'timm'],
  ['resnest50', 'resnest50', undefined],
  ['resnest50_fast_2s2x40d', 'resnest50_fast_2s2x40d', undefined],
])('%s is our %s', (architecture, model, dialect) => {
  const read = readConfigFile({ architecture });
  expect(read.model).toBe(model);
  expect(read.config?.dialect).toBe(dialect);
});

test.each([
  [{ output_stride: 8 }, { dilation: 4 }],
  [{ output_stride: 16, drop_rate: 0.2 }, { dilation: 2 }],
  [
    { num_classes: 7, in_chans: 3, global_pool: 'avg' },
    { numClasses: 7, inChannels: 3, globalPool: 'avg', dilation: 1 },
  ],
  [{ in_chans: 1 }, { inChannels: 1, dilation: 1 }],
  [
    { in_chans: 4, global_pool: 'catavgmax' },
    { inChannels: 4, globalPool: 'catavgmax', dilation: 1 },
  ],
  [{ global_pool: 'fastavgmax' }, { globalPool: 'avgmax', dilation: 1 }],
])('model_args %j decide what they change', (model_args, config) => {
  const read = readConfigFile({ architecture: 'resnest50d', model_args });
  expect(read.config).toEqual({ dialect: 'timm', ...config });
});

test('the mean of one channel serves all, those of channels that photos lack are left out', () => {
  const grey = { architecture: 'resnest50d', input_size: [1, 64, 64], mean: [0.25], std: [0.5] };
  expect(readConfigFile(grey).preprocessing).toEqual({ mean: [0.25, 0.25, 0.25], std: [0.5, 0.5, 0.5] });
  const four = { architecture: 'resnest50d', input_size: [4, 64, 64], mean: [0.1, 0.2, 0.3, 0.4] };
  expect(readConfigFile(four).preprocessing).toBeUndefined();
});

test('the keywords of the original are a whole configuration', () => {
  const keywords = { layers: [1, 2, 1, 1], radix: 4, deep_stem: true, num_classes: 5 };
  expect(readConfigFile(keywords)).toEqual({
    config: resolveConfig({ layers: [1, 2, 1, 1], radix: 4, deepStem: true, numClasses: 5 }),
  });
  expect(() => readConfigFile({ ...keywords, width: 3 })).toThrow(/^width is no keyword of ResNet/);
});

describe('labels', () => {
  const labels = (fields: object): readonly string[] | undefined =>
    readConfigFile({ architecture: 'resnest50d', ...fields }).labels;

  test.each([
    ['a list', { label_names: ['a', 'b'] }, ['a', 'b']],
    ['a list in pretrained_cfg', { pretrained_cfg: { label_names: ['a', 'b'] } }, ['a', 'b']],
    ['the newer name first', { labels: ['x'], label_names: ['a'] }, ['a']],
    ['an object', { label_names: { 1: 'b', 0: 'a' } }, ['a', 'b']],
    ['an object with gaps', { num_classes: 3, label_names: { 0: 'a', 2: 'c' } }, ['a', 'class 1', 'c']],
    ['described', { label_names: ['n01', 'n02'], label_descriptions: { n01: 'tench' } }, ['tench', 'n02']],
    ['none', {}, undefined],
  ])('%s', (_, fields, expected) => {
    expect(labels(fields)).toEqual(expected);
  });

  test.each([
    ['a wrong number', { num_classes: 3, labels: ['a'] }, /^the config\.json has 1 label for 3 classes/],
    ['no texts', { labels: [1] }, /^the labels of config\.json must be texts, not 1$/],
    ['a text', { labels: 'a' }, /^the labels of config\.json must be a list, not "a"$/],
    ['a class beyond the others', { num_classes: 2, labels: { 0: 'a', 2: 'c' } }, /for class "2", .* are 0 to 1$/],
    ['a gap in unknown classes', { labels: { 0: 'a', 900000000: 'c' } }, /for class "900000000"/],
    ['no class', { labels: { cat: 'a' } }, /for class "cat"/],
  ])('%s is a ConfigError', (_, fields, message) => {
    expect(() => labels(fields)).toThrow(ConfigError);
    expect(() => labels(fields)).toThrow(message);
  });
});

test.each<[string, unknown, RegExp]>([
  ['a list', [], /^a config\.json holds an object, not \[\]$/],
  ['null', null, /holds an object, not null/],
  ['neither form', { model_type: 'bert' }, /neither timm's "architecture" nor the original's "layers"/],
  [
    'another model',
    { architecture: 'resnet50.a1_in1k' },
    /^the config\.json is for the architecture "resnet50\.a1_in1k"; known are/,
  ],
  ['no name', { architecture: 50 }, /^architecture must be a model's name, not 50$/],
  ['pretrained_cfg', { pretrained_cfg: 'x' }, /^pretrained_cfg must be an object/],
  ['num_classes', { num_classes: 1.5 }, /^num_classes must be a whole number from 0 to 1000000, not 1\.5$/],
  ['input_size', { input_size: [224, 224] }, /^input_size must be \[channels, height, width\], not \[224,224\]$/],
  ['a size of nothing', { input_size: [3, 224, 0] }, /^the width of input_size must be a whole number from 1/],
  ['interpolation', { interpolation: 'lanczos' }, /^interpolation must be "bilinear" or "bicubic", not "lanczos"$/],
  ['crop_pct', { crop_pct: 0 }, /^crop_pct must be a number above 0/],
  ['crop_pct above 1', { crop_pct: 87.5 }, /^crop_pct must be .* not 87\.5$/],
  ['crop_mode', { crop_mode: 'border' }, /^crop_mode must be "center", not "border"/],
  ['mean', { mean: [0.5, 0.5] }, /^mean must be three numbers/],
  ['std', { std: [0, 1, 1] }, /^std must be three numbers/],
  ['global_pool', { global_pool: 'token' }, /^global_pool must be avg or max or avgmax or catavgmax, not "token"/],
  ['global_pool of the model', { model_args: { global_pool: 3 } }, /^global_pool must be avg or max .* not 3/],
  ['model_args', { model_args: [1] }, /^model_args must be an object/],
  ['an unknown argument', { model_args: { act_layer: 'silu' } }, /has the model argument "act_layer"/],
  ['channels', { model_args: { in_chans: 0 } }, /^in_chans must be a whole number from 1 to 4096, not 0/],
  ['a stride', { model_args: { output_stride: 4 } }, /^output_stride must be 8, 16 or 32, not 4$/],
  ['a field of Object', { model_args: { output_stride: 'constructor' } }, /^output_stride must be/],
])('%s is a ConfigError of one line', (_, fields, message) => {
  const whole = typeof fields === 'object' && fields !== null && !Array.isArray(fields) && !('model_type' in fields);
  const read = (): unknown => readConfigFile(whole ? { architecture: 'resnest50d', ...fields } : fields);
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(message);
});

test("a training run's file has the original's keywords beside timm's fields", () => {
  const config = { layers: [2, 2, 2, 2], radix: 2, num_classes: 200 };
  const file = readConfigFile({ model: 'mine', config, input_size: 96, crop_pct: 0.9, measured: { top1: 50 } });
  expect(file).toEqual({
    config: configFromKeywords(config),
    inputSize: [96, 96],
    preprocessing: { cropPct: 0.9 },
  });
});

test.each([
  [{ layers: [1, 1, 1, 1] }, true],
  [{ architecture: 'resnest50d' }, true],
  [{ config: { layers: [1, 1, 1, 1] } }, true],
  [{ config: 'layers' }, false],
  [{ name: 'a web server' }, false],
  [[], false],
  [null, false],
])('%j is a file that can be read: %s', (json, want) => expect(isConfigFile(json)).toBe(want));
