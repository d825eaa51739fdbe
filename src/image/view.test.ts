import { expect, test } from 'vitest';
import { ConfigError } from '../core/errors';
import { type Recipe, recipeNamed, recipeNames } from '../preprocessing/recipes';
import { resampleOf } from './resample';
import { viewFor } from './view';

const numbers = { interpolation: 'bicubic', cropPct: 0.928 } as const;
const timm: Recipe = { recipe: 'timm', ...numbers };

test('hub is 256 pixels for an input of 224, and in proportion', () => {
  const photo = { width: 301, height: 200 };
  for (const side of [64, 96, 224, 257])
    expect(viewFor(photo, [side, side], { recipe: 'hub', interpolation: 'bilinear' })).toEqual(
      viewFor(photo, [side, side], { recipe: 'timm', interpolation: 'bilinear', cropPct: 0.875 }),
    );
});

test.each(recipeNames)('%s resamples a photo to the input', (name) => {
  const recipe = recipeNamed(name, numbers);
  const view = viewFor({ width: 300, height: 200 }, [96, 96], recipe);
  const { horizontal, vertical } = resampleOf(view, recipe.interpolation);
  expect([horizontal.start.length, vertical.start.length]).toEqual([96, 96]);
});

test('an input that is not square takes no photos', () => {
  expect(() => viewFor({ width: 300, height: 200 }, [96, 64], timm)).toThrow(ConfigError);
});
