import { expect, test } from 'vitest';
import { ConfigError } from '../core/errors';
import { type Recipe, recipeNamed, recipeNames } from './recipes';

const numbers = { interpolation: 'bicubic', cropPct: 0.928 } as const;
const timm: Recipe = { recipe: 'timm', ...numbers };

test("timm's recipe takes the model's numbers, the others have their own", () => {
  expect(recipeNames.map((name) => recipeNamed(name, numbers))).toEqual([
    timm,
    { recipe: 'hub', interpolation: 'bilinear' },
    { recipe: 'official-train', interpolation: 'bilinear' },
    { recipe: 'official-verify', interpolation: 'bicubic' },
  ]);
});

test('an unknown name is an error that lists the known ones', () => {
  expect(() => recipeNamed('toString', numbers)).toThrow(
    new ConfigError(
      'preprocessing',
      'there is no preprocessing recipe "toString"; the known ones are timm, hub, official-train, official-verify',
    ),
  );
});
