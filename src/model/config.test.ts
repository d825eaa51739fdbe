import { describe, expect, test } from 'vitest';
import { ConfigError } from '../core/errors';
import { resolveConfig } from './config';
import { configFromKeywords } from './config/keywords';
import { variantNamed } from './variants';

test('keywords of the original give the same configuration as the named model', () => {
  const keywords = {
    layers: [3, 4, 6, 3],
    radix: 2,
    groups: 1,
    bottleneck_width: 64,
    deep_stem: true,
    stem_width: 32,
    avg_down: true,
    avd: true,
    avd_first: false,
  };
  expect(configFromKeywords(keywords)).toEqual(variantNamed('resnest50').config);
});

test('absent keywords have the original defaults', () => {
  expect(configFromKeywords({ layers: [1, 1, 1, 1] })).toMatchObject({
    radix: 1,
    groups: 1,
    stemWidth: 64,
    avd: false,
  });
});

describe.each([
  ['no layers', {}, /^layers must be four block counts/],
  ['three layers', { layers: [1, 2, 3] }, /^layers must be four/],
  ['an unknown keyword', { layers: [1, 1, 1, 1], width: 3 }, /^width is no keyword of ResNet; known are layers, radix/],
  ['camel case', { layers: [1, 1, 1, 1], stemWidth: 3 }, /^stemWidth is no keyword/],
  ['a keyword of Object', { layers: [1, 1, 1, 1], constructor: 1 }, /^constructor is no keyword/],
  ['a number for a boolean', { layers: [1, 1, 1, 1], avd: 1 }, /^avd must be true or false, not 1/],
  ['a string for a number', { layers: [1, 1, 1, 1], radix: '2' }, /^radix must be a whole number/],
  ['null', { layers: [1, 1, 1, 1], groups: null }, /^groups must be a whole number from 1 to 4096, not null/],
  ['dilation 3', { layers: [1, 1, 1, 1], dilation: 3 }, /^dilation must be 1, 2 or 4/],
  ['no channels', { layers: [1, 1, 1, 1], bottleneck_width: 0 }, /^bottleneck_width must be/],
  ['a width that radix does not divide', { layers: [1, 1, 1, 1], radix: 3 }, /^radix 3 and groups 1 do not divide/],
  ['an array', [], /^a configuration is a JSON object/],
])('%s', (_, keywords, message) => {
  test('is a ConfigError of one line', () => {
    expect(() => configFromKeywords(keywords)).toThrow(ConfigError);
    expect(() => configFromKeywords(keywords)).toThrow(message);
  });
});

test('keywords of training do nothing', () => {
  const layers = [1, 1, 1, 1];
  const training = { final_drop: 0.2, dropblock_prob: 0.1, last_gamma: true, norm_layer: 'nn.BatchNorm2d' };
  expect(configFromKeywords({ layers, ...training })).toEqual(configFromKeywords({ layers }));
});

test.each([
  [{ norm_layer: 'GroupNorm' }, /^norm_layer must be a batch norm, such as "BatchNorm2d", not "GroupNorm"/],
  [{ final_drop: 'a lot' }, /^final_drop must be a number from 0 to 1/],
  [{ last_gamma: 1 }, /^last_gamma must be true or false/],
])('%j is a ConfigError', (training, message) => {
  expect(() => configFromKeywords({ layers: [1, 1, 1, 1], ...training })).toThrow(message);
});

test('undefined options count as absent', () => {
  expect(resolveConfig({ layers: [1, 1, 1, 1], radix: undefined as unknown as number }).radix).toBe(1);
});

test('an unknown model names the known ones', () => {
  expect(() => variantNamed('resnet50')).toThrow(/^there is no model resnet50; known are resnest26_2s1x32d, /);
});
