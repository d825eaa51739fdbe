/**
 * Pools of whole maps other than the mean, in float64.
 */
import type { HostTensor, Shape4 } from '../../core/tensor';
import { GEM_LEAST, type GemPool, gemPoolShape, type GlobalPool, globalPoolShape } from '../globalPool';

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
