/**
 * The named ways from a photo to an input tensor: timm's, torch.hub's, and the two of the original code.
 */
import { ConfigError } from '../core/errors';

/** Interpolations of Pillow's `Image.resize`, antialiased. */
export const INTERPOLATIONS = ['bilinear', 'bicubic'] as const;
export type Interpolation = (typeof INTERPOLATIONS)[number];

/** One number for each of red, green and blue. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** How a photo is cut to a square and resampled; only timm's way has numbers of its own for each model. */
export type Recipe =
  | {
      readonly recipe: 'timm';
      readonly interpolation: Interpolation;
      /** The short side is resized to floor(inputSize / cropPct). */
      readonly cropPct: number;
    }
  | { readonly recipe: 'hub' | 'official-train'; readonly interpolation: 'bilinear' }
  | { readonly recipe: 'official-verify'; readonly interpolation: 'bicubic' };

/** How a photo becomes an input tensor: cut, resampled, and each channel normalised by its mean and deviation. */
export type Preprocessing = Recipe & { readonly mean: Rgb; readonly std: Rgb };

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
    throw new ConfigError(
      'preprocessing',
      `there is no preprocessing recipe "${name}"; the known ones are ${recipeNames.join(', ')}`,
    );
  return RECIPES[recipe](numbers);
}

/** How a recipe cuts a photo: which of resize and crop comes first, and for a resize how much of its result is left. */
export type Cut = { readonly first: 'resize'; readonly cropPct: number } | { readonly first: 'crop' };

/** torch.hub's page resizes the short side to 256 pixels for an input of 224; other inputs in proportion. */
const HUB_CROP = 224 / 256;

export function cutOf(recipe: Recipe): Cut {
  switch (recipe.recipe) {
    case 'timm':
      return { first: 'resize', cropPct: recipe.cropPct };
    case 'hub':
      return { first: 'resize', cropPct: HUB_CROP };
    case 'official-train':
    case 'official-verify':
      return { first: 'crop' };
  }
}
