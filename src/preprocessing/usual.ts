/**
 * What most models want of a photo, and how numbers for colours serve a model of grey photos.
 */
import type { Interpolation, Preprocessing, Rgb } from './recipes';

/** The mean and deviation of ImageNet's channels, on which every published model was trained. */
export const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/** The numbers in which models differ: the input's height and width in pixels, and those of timm's recipe. */
export interface InputNumbers {
  readonly inputSize: number;
  readonly cropPct: number;
  readonly interpolation: Interpolation;
}

/** Those of a model that nobody says more about. */
export const USUAL: InputNumbers = { inputSize: 224, cropPct: 0.875, interpolation: 'bilinear' };

/** By timm's rule a grey photo is normalised by the averages of the three channels' numbers. */
export function forChannels(preprocessing: Preprocessing, inChannels: number): Preprocessing {
  if (inChannels !== 1) return preprocessing;
  const grey = ([r, g, b]: Rgb): Rgb => Array<number>(3).fill((r + g + b) / 3) as unknown as Rgb;
  return { ...preprocessing, mean: grey(preprocessing.mean), std: grey(preprocessing.std) };
}
