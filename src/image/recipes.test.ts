import { expect, test } from 'vitest';
import { ConfigError } from '../core/errors';
import type { Preprocessing } from '../core/pixels';
import { recipeNamed, recipeNames, resampleFor } from './recipes';

const preprocessing: Preprocessing = {
  recipe: 'timm',
  interpolation: 'bilinear',
  cropPct: 0.875,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

test('known names resolve to themselves', () => {
  for (const name of recipeNames) expect(recipeNamed(name)).toBe(name);
});

test('an unknown name is an error that lists the known ones', () => {
  expect(() => recipeNamed('toString')).toThrow(
    new ConfigError('there is no preprocessing recipe "toString"; the known ones are timm'),
  );
});

test('a photo is resampled to the input', () => {
  const { horizontal, vertical } = resampleFor({ width: 300, height: 200 }, [96, 96], preprocessing);
  expect([horizontal.start.length, vertical.start.length]).toEqual([96, 96]);
});

test('an input that is not square takes no photos', () => {
  expect(() => resampleFor({ width: 300, height: 200 }, [96, 64], preprocessing)).toThrow(ConfigError);
});
