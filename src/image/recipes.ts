/**
 * The named ways from a photo to an input tensor: timm's, torch.hub's, and the two of the original code.
 */
import { ConfigError } from '../core/errors';
import type { PixelSize, Recipe } from '../core/pixels';
import { cropThenResize, resizeThenCrop, type View } from './geometry';

type Named<Name> = Extract<Recipe, { readonly recipe: Name }>;

/** timm's recipe takes numbers from the model; torch.hub's and those of the original are the same for every model. */
const RECIPES: { readonly [Name in Recipe['recipe']]: (numbers: Omit<Named<'timm'>, 'recipe'>) => Recipe } = {
  timm: ({ interpolation, cropPct }) => ({ recipe: 'timm', interpolation, cropPct }),
  hub: () => ({ recipe: 'hub', interpolation: 'bilinear' }),
  'official-train': () => ({ recipe: 'official-train', interpolation: 'bilinear' }),
  'official-verify': () => ({ recipe: 'official-verify', interpolation: 'bicubic' }),
};

/** The names that `recipeNamed` knows. */
export const recipeNames = Object.keys(RECIPES) as readonly Recipe['recipe'][];

/**
 * The recipe of a name that a user gave, with the model's own numbers where it takes any. Throws a ConfigError that
 * lists the known names.
 */
export function recipeNamed(name: string, numbers: Omit<Named<'timm'>, 'recipe'>): Recipe {
  const recipe = recipeNames.find((known) => known === name);
  if (!recipe)
    throw new ConfigError(`there is no preprocessing recipe "${name}"; the known ones are ${recipeNames.join(', ')}`);
  return RECIPES[recipe](numbers);
}

/**
 * The part of a photo that becomes an input of [height, width] pixels. Throws a ConfigError where the input is
 * not square, since photos are cropped to a square (tensors may have any shape), and an ImageError for a photo so small
 * that its recipe leaves nothing of it.
 */
export function viewFor(
  photo: PixelSize,
  [height, width]: readonly [height: number, width: number],
  recipe: Recipe,
): View {
  if (height !== width)
    throw new ConfigError(
      `photos need a square input, and this one is ${width}x${height}; choose one input size, or pass tensors`,
    );
  return squareView(photo, width, recipe);
}

/** torch.hub's page resizes the short side to 256 pixels for an input of 224; other inputs in proportion. */
const HUB_CROP = 224 / 256;

function squareView(photo: PixelSize, side: number, recipe: Recipe): View {
  switch (recipe.recipe) {
    case 'timm':
      return resizeThenCrop(photo, side, recipe.cropPct);
    case 'hub':
      return resizeThenCrop(photo, side, HUB_CROP);
    case 'official-train':
    case 'official-verify':
      return cropThenResize(photo, side);
  }
}
