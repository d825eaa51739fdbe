/**
 * A model's input as a picture for people.
 */
import type { Preprocessing } from '../../index';

/** RGBA of an input [1, 3, H, W], or of a grey one [1, 1, H, W], with its normalisation taken back. */
export function pixelsOf(
  data: Float32Array,
  { mean, std }: Pick<Preprocessing, 'mean' | 'std'>,
  channels: number,
): Uint8ClampedArray<ArrayBuffer> {
  const places = data.length / channels;
  const pixels = new Uint8ClampedArray(places * 4).fill(255);
  for (let place = 0; place < places; place++)
    for (const colour of [0, 1, 2]) {
      const channel = Math.min(colour, channels - 1);
      const value = (data[channel * places + place] ?? NaN) * (std[channel] ?? NaN) + (mean[channel] ?? NaN);
      pixels[place * 4 + colour] = Math.round(value * 255);
    }
  return pixels;
}
