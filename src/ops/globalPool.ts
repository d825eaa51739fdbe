/**
 * Pools of whole maps other than the mean: timm's choices, and the generalised mean (GeM).
 */
import type { HostTensor, Shape4 } from '../core/tensor';

/** `avgmax` is half of each; `catavgmax` has all means and then all maxima, `catmaxavg` (fastai) the other way round. */
export const GLOBAL_POOLS = ['max', 'avgmax', 'catavgmax', 'catmaxavg'] as const;

/** [N, C, H, W] to [N, C, 1, 1], or to [N, 2*C, 1, 1] where both are kept. */
export interface GlobalPool {
  readonly type: 'globalPool';
  readonly mode: (typeof GLOBAL_POOLS)[number];
}

/** The mean of max(x, 1e-6)^p of each map, to the power of 1/p: [N, C, H, W] to [N, C, 1, 1]. */
export interface GemPool {
  readonly type: 'gemPool';
  /** Above 0. */
  readonly p: number;
}

/** Smaller values of a map are replaced by this one, as in every published GeM. */
export const GEM_LEAST = 1e-6;

/** How many output channels a mode makes of each input channel. */
export const channelsPerMap = ({ mode }: GlobalPool): number => (mode.startsWith('cat') ? 2 : 1);

export const globalPoolShape = (op: GlobalPool, [n, c]: Shape4): Shape4 => [n, c * channelsPerMap(op), 1, 1];

export const gemPoolShape = (_: GemPool, [n, c]: Shape4): Shape4 => [n, c, 1, 1];

export function globalPoolReference(op: GlobalPool, input: HostTensor<Float64Array>): HostTensor<Float64Array> {
  const maps = mapsOf(input);
  const [, channels] = input.shape as Shape4;
  const shape = globalPoolShape(op, input.shape as Shape4);
  const means = maps.map(mean);
  const maxima = maps.map((map) => Math.max(...map));
  const images = Array.from({ length: shape[0] }, (_, image) => {
    const [ofMean = [], ofMax = []] = [means, maxima].map((all) => all.slice(image * channels, (image + 1) * channels));
    switch (op.mode) {
      case 'max':
        return ofMax;
      case 'avgmax':
        return ofMean.map((value, c) => (value + (ofMax[c] ?? NaN)) / 2);
      case 'catavgmax':
        return [...ofMean, ...ofMax];
      case 'catmaxavg':
        return [...ofMax, ...ofMean];
    }
  });
  return { shape, data: Float64Array.from(images.flat()) };
}

export function gemPoolReference(op: GemPool, input: HostTensor<Float64Array>): HostTensor<Float64Array> {
  const powers = mapsOf(input).map((map) => mean(map.map((value) => Math.max(value, GEM_LEAST) ** op.p)));
  const data = Float64Array.from(powers, (power) => power ** (1 / op.p));
  return { shape: gemPoolShape(op, input.shape as Shape4), data };
}

function mapsOf({ shape, data }: HostTensor<Float64Array>): Float64Array[] {
  const [n, channels, height, width] = shape as Shape4;
  const pixels = height * width;
  return Array.from({ length: n * channels }, (_, map) => data.subarray(map * pixels, (map + 1) * pixels));
}

const mean = (map: Float64Array): number => map.reduce((sum, value) => sum + value, 0) / map.length;
