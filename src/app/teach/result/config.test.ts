import { expect, test } from 'vitest';
import { readConfigFile } from '../../../weights/known/configFile';
import { configOfPublished, configWithClasses } from './config';

const LABELS = ['ripe', 'green'];
const OF_PHOTOS = { crop_pct: 1, interpolation: 'bicubic', mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] };
const KEYWORDS = { layers: [1, 1, 1, 1], radix: 2, groups: 1, bottleneck_width: 64, num_classes: 1000 };

test.each([
  [
    'timm’s, with labels at both places',
    {
      architecture: 'resnest26d',
      num_classes: 3,
      label_names: ['a', 'b', 'c'],
      label_descriptions: { ripe: 'old', a: 'old' },
      model_args: { num_classes: 3, drop_rate: 0.1 },
      pretrained_cfg: { ...OF_PHOTOS, input_size: [3, 256, 256], num_classes: 3, labels: ['a', 'b', 'c'] },
    },
  ],
  [
    'a training run’s',
    { config: KEYWORDS, ...OF_PHOTOS, input_size: 256, label_names: Array.from({ length: 1000 }, () => 'x') },
  ],
])('%s config.json says the same of network and photos, and names the taught classes', (_, json) => {
  const [before, after] = [readConfigFile(json), readConfigFile(configWithClasses(json, LABELS))];
  expect(before.preprocessing?.cropPct).toBe(1);
  expect(after).toEqual({ ...before, config: { ...before.config, numClasses: 2 }, labels: LABELS });
});

test('the original’s keywords get the number of classes, and no labels, which they do not know', () => {
  const [before, after] = [readConfigFile(KEYWORDS), readConfigFile(configWithClasses(KEYWORDS, LABELS))];
  expect(after).toEqual({ config: { ...before.config, numClasses: 2 } });
});

test('a published model’s way to see photos is written down where a config.json can tell it', () => {
  const [mean, std] = [[0.485, 0.456, 0.406] as const, [0.229, 0.224, 0.225] as const];
  const info = { inputSize: [416, 416] as const, preprocessing: { interpolation: 'bicubic', mean, std } as const };
  const timm = { ...info, preprocessing: { ...info.preprocessing, recipe: 'timm', cropPct: 0.928 } } as const;
  expect(readConfigFile(configOfPublished('resnest269e.in1k', timm, LABELS))).toMatchObject({
    model: 'resnest269',
    config: { numClasses: 2, dialect: 'timm' },
    inputSize: [416, 416],
    preprocessing: { cropPct: 0.928, interpolation: 'bicubic' },
    labels: LABELS,
  });
  const official = { ...info, preprocessing: { ...info.preprocessing, recipe: 'official-verify' } } as const;
  expect(configOfPublished('resnest50-528c19ca', official, LABELS)).toBeUndefined();
});
