/**
 * Which part of a photo becomes a model's input.
 */
import { ConfigError } from '../core/errors';
import type { PixelSize } from '../core/pixels';
import { cutOf, type Recipe } from '../preprocessing/recipes';
import { cropThenResize, resizeThenCrop, type View } from './geometry';

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
      'input-size',
      `photos need a square input, and this one is ${width}x${height}; choose one input size, or pass tensors`,
    );
  const cut = cutOf(recipe);
  return cut.first === 'resize' ? resizeThenCrop(photo, width, cut.cropPct) : cropThenResize(photo, width);
}
