/**
 * The coefficients of Pillow's antialiased resize, equal to Pillow's to the last bit.
 */
import { COEFFICIENT_BITS, type Resample, type ResampleAxis } from '../core/pixels';
import type { Interpolation } from '../preprocessing/recipes';
import { toRegion, type View } from './geometry';
import { turnedPixels } from './region';

/** A filter's weight at a distance from its centre; it is zero from `support` on. */
interface Filter {
  readonly support: number;
  readonly weight: (distance: number) => number;
}

/** The cubic convolution of Keys; -1/2 reproduces parabolas. */
const CUBIC = -0.5;

const FILTERS: Readonly<Record<Interpolation, Filter>> = {
  bilinear: { support: 1, weight: (d) => (d < 1 ? 1 - d : 0) },
  bicubic: {
    support: 2,
    weight: (d) => {
      if (d < 1) return ((CUBIC + 2) * d - (CUBIC + 3)) * d * d + 1;
      return d < 2 ? (((d - 5) * d + 8) * d - 4) * CUBIC : 0;
    },
  },
};

/** Both axes of a view, and which of them Pillow does first. */
export function resampleOf(view: View, interpolation: Interpolation): Resample {
  const { region, resized, side } = view;
  const points = Array.from({ length: side }, (_, i) => toRegion(view, i, i));
  const axis = (k: 0 | 1, origin: number, length: number, size: number): ResampleAxis => {
    const centres = points.map((point) => point[k] ?? NaN);
    const inRegion = resampleAxis(length, length / size, centres, interpolation);
    return { ...inRegion, start: inRegion.start.map((at) => at + origin) };
  };
  return {
    horizontal: axis(0, region.x, region.width, resized.width),
    vertical: axis(1, region.y, region.height, resized.height),
    first: firstPass(view),
    turned: view.turned && turnedPixels(view.turned),
  };
}

/**
 * The axis that Pillow 13 resizes first: the vertical one where it loses more than twice as many pixels as the
 * horizontal one. Older versions always began with the horizontal one, which differs by a rounding.
 */
function firstPass({ region, resized }: View): Resample['first'] {
  const lostRows = region.height - resized.height;
  return lostRows > 0 && lostRows > 2 * (region.width - resized.width) ? 'vertical' : 'horizontal';
}

/** One axis of `length` samples, read at `centres`, with `scale` samples to an output. */
export function resampleAxis(
  length: number,
  scale: number,
  centres: readonly number[],
  interpolation: Interpolation,
): ResampleAxis {
  const filter = FILTERS[interpolation];
  const stretch = Math.max(scale, 1);
  const rows = centres.map((centre) => weightsAt(centre, length, stretch, filter));
  const taps = Math.max(...rows.map(({ weights }) => weights.length));
  const coefficients = new Int32Array(rows.length * taps);
  rows.forEach(({ weights }, i) => coefficients.set(weights.map(toFixed), i * taps));
  return {
    taps,
    start: Int32Array.from(rows, ({ start }) => start),
    count: Int32Array.from(rows, ({ weights }) => weights.length),
    coefficients,
  };
}

/** The samples under a filter that is centred at `centre` and `stretch` times as wide, and their weights, summing to 1. */
function weightsAt(
  centre: number,
  length: number,
  stretch: number,
  { support, weight }: Filter,
): { readonly start: number; readonly weights: number[] } {
  const reach = support * stretch;
  const inverse = 1 / stretch;
  const start = Math.max(0, Math.trunc(centre - reach + 0.5));
  const end = Math.min(length, Math.trunc(centre + reach + 0.5));
  const weights = Array.from({ length: end - start }, (_, k) => weight(Math.abs((k + start - centre + 0.5) * inverse)));
  const sum = weights.reduce((total, w) => total + w, 0);
  return { start, weights: weights.map((w) => w / sum) };
}

const toFixed = (weight: number): number => Math.trunc(weight * 2 ** COEFFICIENT_BITS + (weight < 0 ? -0.5 : 0.5));
