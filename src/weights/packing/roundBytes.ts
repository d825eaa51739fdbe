/**
 * Rounds weights to int8 times a scale an output channel, so that the errors of a sum cancel.
 *
 * The scale puts a channel's largest magnitude on 127. Smaller scales, which clip some weights and step finer between the
 * others, were tried: the squared error falls, but what a network computes comes no nearer.
 */
import { bringsBack } from './carry';
import { asScratch } from '../../core/release';
import { STORAGE_KINDS } from '../../core/storage';

/** Below it GPUs may read zero. */
const SMALLEST_NORMAL = 2 ** -126;

/** Weights [outputs, ...] are about `values`, integers -127..127, times the `scales` of their outputs. */
export interface ScaledBytes {
  readonly values: Float32Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;
}

/** Of finite weights [outputs, ...], row-major; each goes to one of its two neighbours. */
export function roundBytes(weights: Float32Array, outputs: number): ScaledBytes {
  const values = asScratch(new Float32Array(weights.length));
  const scales = asScratch(new Float32Array(outputs));
  const length = weights.length / outputs;
  for (let output = 0; output < outputs; output++) {
    const channel = weights.subarray(output * length, (output + 1) * length);
    const scale = scaleOf(channel);
    if (scale < SMALLEST_NORMAL) continue; // all zeros, or near enough
    scales[output] = scale;
    roundChannel(channel, scale, values.subarray(output * length));
  }
  return { values, scales };
}

function scaleOf(channel: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < channel.length; i++) largest = Math.max(largest, Math.abs(channel[i] ?? 0));
  return Math.fround(largest / STORAGE_KINDS.int8.largestInteger);
}

function roundChannel(channel: Float32Array, scale: number, rounded: Float32Array): void {
  let carry = 0;
  for (let i = 0; i < channel.length; i++) {
    const exact = (channel[i] ?? 0) / scale;
    const nearest = Math.round(exact);
    const error = nearest - exact;
    const farther = nearest - Math.sign(error);
    const value = bringsBack(carry, error, farther - exact) ? farther : nearest;
    carry += value - exact;
    rounded[i] = value;
  }
}
