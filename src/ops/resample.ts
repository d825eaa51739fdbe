/**
 * Plain references of the preprocessing kernels, in the integer arithmetic of Pillow. Pictures are rows of 8-bit RGB.
 */
import { COEFFICIENT_BITS, type Resample, type ResampleAxis } from '../core/pixels';

const CHANNELS = 3;

/** Straight RGBA laid over white: RGB. */
export function overWhite(rgba: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const rgb = new Uint8Array((rgba.length / 4) * CHANNELS);
  for (let i = 0; i < rgb.length; i++) {
    const pixel = Math.floor(i / CHANNELS) * 4;
    const alpha = rgba[pixel + 3] ?? 0;
    const sum = alpha * (rgba[pixel + (i % CHANNELS)] ?? 0) + (255 - alpha) * 255 + 128;
    rgb[i] = ((sum >> 8) + sum) >> 8; // sum / 255, rounded
  }
  return rgb;
}

/** A picture of `width` pixels a row, resized and cropped in two passes, each rounded to 8 bits. */
export function resample(rgb: Uint8Array, width: number, { horizontal, vertical, first }: Resample): Uint8Array {
  const height = rgb.length / CHANNELS / width;
  if (first === 'horizontal') {
    const narrow = resampleRows(rgb, width, height, horizontal);
    return resampleColumns(narrow, horizontal.start.length, vertical);
  }
  const low = resampleColumns(rgb, width, vertical);
  return resampleRows(low, width, vertical.start.length, horizontal);
}

function resampleRows(rgb: Uint8Array, width: number, height: number, axis: ResampleAxis): Uint8Array {
  const outputs = axis.start.length;
  const rows = new Uint8Array(height * outputs * CHANNELS);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < outputs; x++)
      for (let c = 0; c < CHANNELS; c++)
        rows[(y * outputs + x) * CHANNELS + c] = output(axis, x, (at) => rgb[(y * width + at) * CHANNELS + c]);
  return rows;
}

function resampleColumns(rgb: Uint8Array, width: number, axis: ResampleAxis): Uint8Array {
  const outputs = axis.start.length;
  const rows = new Uint8Array(outputs * width * CHANNELS);
  for (let y = 0; y < outputs; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < CHANNELS; c++)
        rows[(y * width + x) * CHANNELS + c] = output(axis, y, (at) => rgb[(at * width + x) * CHANNELS + c]);
  return rows;
}

function output(axis: ResampleAxis, i: number, sample: (at: number) => number | undefined): number {
  const start = axis.start[i] ?? 0;
  const count = axis.count[i] ?? 0;
  let sum = 1 << (COEFFICIENT_BITS - 1);
  for (let k = 0; k < count; k++) sum += (axis.coefficients[i * axis.taps + k] ?? 0) * (sample(start + k) ?? 0);
  return Math.min(255, Math.max(0, sum >> COEFFICIENT_BITS));
}
