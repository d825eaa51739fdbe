/**
 * A photo to an input tensor on the CPU, in the integers of the shaders in shaders/photo, and so of Pillow.
 */
import { Pauses } from '../core/pauses';
import {
  COEFFICIENT_BITS,
  type PixelSize,
  type Resample,
  type ResampleAxis,
  SUBPIXEL,
  SUBPIXEL_BITS,
} from '../core/pixels';
import { axesOf, type Range, samplesOf } from '../kernels/photo/photoBands';
import type { PhotoChannels } from '../kernels/photo/preprocess';
import { normalizedLevels } from '../ops/normalize';
import type { Preprocessing } from '../preprocessing/recipes';

/** Of red, green and blue. */
const CHANNELS = 3;

/** A photo in ordinary memory, with straight alpha. */
interface Pixels extends PixelSize {
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

/** The numbers [1, C, H, W] of a photo that is resampled and normalised; of one channel it is grey. */
export async function photoInput(
  photo: Pixels,
  resample: Resample,
  { mean, std }: Pick<Preprocessing, 'mean' | 'std'>,
  channels: PhotoChannels,
): Promise<Float32Array<ArrayBuffer>> {
  const { horizontal, vertical, turned } = resample;
  const isFlat = resample.first === 'horizontal';
  const [along, across] = axesOf(resample);
  const lines = samplesOf(across);
  const seen = turned ? turnedReader(photo, turned) : straightReader(photo);
  const read = channels === 1 ? greyReader(seen) : seen;
  const once = await resampled(along, lines, isFlat ? read : (y, x, to, at) => read(x, y, to, at));
  const [width, height] = [horizontal.start.length, vertical.start.length];
  const [outputs, others] = isFlat ? [width, height] : [height, width];
  const twice = await resampled(across, { start: 0, size: outputs }, (sample, line, to, at) => {
    const from = ((sample - lines.start) * outputs + line) * CHANNELS;
    for (let c = 0; c < CHANNELS; c++) to[at + c] = once[from + c] ?? 0;
  });
  const levels = normalizedLevels(mean, std, channels);
  const input = new Float32Array(channels * width * height);
  for (let i = 0; i < outputs; i++)
    for (let j = 0; j < others; j++)
      for (let c = 0; c < channels; c++) {
        const level = twice[(i * others + j) * CHANNELS + c] ?? 0;
        input[c * width * height + (isFlat ? j * width + i : i * width + j)] = levels[level * 4 + c] ?? 0;
      }
  return input;
}

/** Reads the pixel at a place to three bytes of a list. */
type Reader = (x: number, y: number, to: Uint8Array, at: number) => void;

/** Lines, each resampled along itself and rounded to bytes: [lines, outputs, 3]. */
async function resampled(axis: ResampleAxis, lines: Range, read: Reader): Promise<Uint8Array> {
  const samples = samplesOf(axis);
  const outputs = axis.start.length;
  const made = new Uint8Array(lines.size * outputs * CHANNELS);
  const line = new Uint8Array(samples.size * CHANNELS);
  const pauses = new Pauses();
  let to = 0;
  for (let i = 0; i < lines.size; i++) {
    await pauses.due();
    for (let j = 0; j < samples.size; j++) read(samples.start + j, lines.start + i, line, j * CHANNELS);
    for (let output = 0; output < outputs; output++) {
      let [red, green, blue] = [HALF, HALF, HALF];
      let from = ((axis.start[output] ?? 0) - samples.start) * CHANNELS;
      const first = output * axis.taps;
      const end = first + (axis.count[output] ?? 0);
      for (let k = first; k < end; k++, from += CHANNELS) {
        const coefficient = axis.coefficients[k] ?? 0;
        red += coefficient * (line[from] ?? 0);
        green += coefficient * (line[from + 1] ?? 0);
        blue += coefficient * (line[from + 2] ?? 0);
      }
      for (const sum of [red, green, blue]) made[to++] = Math.min(255, Math.max(0, sum >> COEFFICIENT_BITS));
    }
  }
  return made;
}

/** Half of one in the fixed point of the coefficients. */
const HALF = 2 ** (COEFFICIENT_BITS - 1);

/** Laid over white as Pillow pastes through an alpha mask. */
const straightReader =
  ({ rgba, width }: Pixels): Reader =>
  (x, y, to, at) => {
    const from = (y * width + x) * 4;
    const alpha = rgba[from + 3] ?? 0;
    for (let c = 0; c < CHANNELS; c++) {
      const sum = alpha * (rgba[from + c] ?? 0) + (255 - alpha) * 255 + 128;
      to[at + c] = ((sum >> 8) + sum) >> 8; // sum / 255, rounded
    }
  };

/** Of a turned region: linearly between four pixels of the photo. */
function turnedReader(photo: Pixels, { columns, rows }: NonNullable<Resample['turned']>): Reader {
  const read = straightReader(photo);
  const corners = new Uint8Array(4 * CHANNELS);
  const within = (pixel: number, size: number): number => Math.min(size - 1, Math.max(0, pixel));
  return (x, y, to, at) => {
    const across = (columns[2 * x] ?? 0) + (rows[2 * y] ?? 0);
    const down = (columns[2 * x + 1] ?? 0) + (rows[2 * y + 1] ?? 0);
    for (let corner = 0; corner < 4; corner++) {
      const column = within((across >> SUBPIXEL_BITS) + (corner & 1), photo.width);
      read(column, within((down >> SUBPIXEL_BITS) + (corner >> 1), photo.height), corners, corner * CHANNELS);
    }
    const [right, below] = [across & (SUBPIXEL - 1), down & (SUBPIXEL - 1)];
    const between = (left: number): number =>
      (corners[left] ?? 0) * (SUBPIXEL - right) + (corners[left + CHANNELS] ?? 0) * right;
    for (let c = 0; c < CHANNELS; c++) {
      const sum = between(c) * (SUBPIXEL - below) + between(c + 2 * CHANNELS) * below;
      to[at + c] = (sum + SUBPIXEL ** 2 / 2) >> (2 * SUBPIXEL_BITS);
    }
  };
}

/** Pillow's L of each pixel, in all three channels. */
const greyReader =
  (read: Reader): Reader =>
  (x, y, to, at) => {
    read(x, y, to, at);
    const [red = 0, green = 0, blue = 0] = to.subarray(at, at + CHANNELS);
    to.fill((red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16, at, at + CHANNELS);
  };
