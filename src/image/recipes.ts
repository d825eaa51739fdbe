/**
 * The named ways from a photo to an input tensor.
 */
import { ConfigError } from '../core/errors';
import type { PixelSize, Preprocessing, Resample } from '../core/pixels';
import { centreCrop, type View } from './geometry';
import { resampleOf } from './resample';

type RecipeName = Preprocessing['recipe'];

const RECIPES: Readonly<Record<RecipeName, (photo: PixelSize, side: number, preprocessing: Preprocessing) => View>> = {
  timm: (photo, side, { cropPct }) => centreCrop(photo, side, cropPct),
};

/** The names that `recipeNamed` knows. */
export const recipeNames = Object.keys(RECIPES) as readonly RecipeName[];

/** The recipe of a name that a user gave; an unknown one throws a ConfigError that lists the known ones. */
export function recipeNamed(name: string): RecipeName {
  const recipe = recipeNames.find((known) => known === name);
  if (!recipe)
    throw new ConfigError(`there is no preprocessing recipe "${name}"; the known ones are ${recipeNames.join(', ')}`);
  return recipe;
}

/**
 * How a photo of some size is resampled to an input of [height, width] pixels. Throws a ConfigError where the input is
 * not square, since photos are cropped to a square; tensors may have any shape.
 */
export function resampleFor(
  photo: PixelSize,
  [height, width]: readonly [height: number, width: number],
  preprocessing: Preprocessing,
): Resample {
  if (height !== width)
    throw new ConfigError(
      `photos need a square input, and this one is ${width}x${height}; choose one input size, or pass tensors`,
    );
  return resampleOf(RECIPES[preprocessing.recipe](photo, width, preprocessing), preprocessing.interpolation);
}
