/**
 * A caller's preprocessing: the name of a recipe, or one with its numbers.
 */
import { ConfigError } from '../core/errors';
import { nearest } from '../core/nearest';
import { given, inWords, isObject } from '../core/json';
import { cropPctOf, interpolationOf, meanOf, stdOf } from './numbers';
import { type Preprocessing, recipeNamed, recipeNames } from './recipes';
import { USUAL } from './usual';

const EXAMPLE =
  "such as { recipe: 'timm', interpolation: 'bilinear', cropPct: 0.875, mean: [r, g, b], std: [r, g, b] }";

/** Throws a ConfigError that names the field which is missing, unknown or of another kind. */
export function readPreprocessing(value: unknown): string | Preprocessing {
  if (typeof value === 'string') return recipeNamed(value, USUAL).recipe;
  if (!isObject(value))
    throw new ConfigError(
      'preprocessing',
      `preprocessing must be a recipe's name or an object, ${EXAMPLE}, not ${inWords(value)}`,
    );
  const name = given(value, 'recipe');
  if (typeof name !== 'string')
    throw new ConfigError(
      'preprocessing',
      `preprocessing.recipe must be ${recipeNames.join(', ')}, not ${inWords(name)}`,
    );
  // Only the names of its fields are read here.
  const { recipe, ...fixed } = recipeNamed(name, USUAL);
  const known = ['recipe', 'mean', 'std', ...Object.keys(fixed)];
  const unknown = Object.keys(value).find((field) => !known.includes(field));
  if (unknown !== undefined)
    throw new ConfigError(
      'preprocessing',
      `preprocessing has no field ${inWords(unknown)} for the recipe ${recipe}; its nearest is ${nearest(unknown, known)}`,
    );
  const interpolation = interpolationOf(given(value, 'interpolation'), 'preprocessing.interpolation');
  const mean = meanOf(given(value, 'mean'), 'preprocessing.mean');
  const std = stdOf(given(value, 'std'), 'preprocessing.std');
  const cropPct = recipe === 'timm' ? cropPctOf(given(value, 'cropPct'), 'preprocessing.cropPct') : 1;
  const whole = recipeNamed(recipe, { interpolation, cropPct });
  if (whole.interpolation !== interpolation)
    throw new ConfigError(
      'preprocessing',
      `preprocessing.interpolation must be "${whole.interpolation}" for the recipe ${recipe}, not "${interpolation}"`,
    );
  return { ...whole, mean, std };
}
