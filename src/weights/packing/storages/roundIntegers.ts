/**
 * Rounds weights to integers times a scale an output channel, so that the errors of a sum cancel.
 *
 * The scale puts a channel's largest magnitude on the largest integer. Smaller scales, which clip some weights and step finer between the
 * others, were tried: the squared error falls, but what a network computes comes no nearer.
 */
import { bringsBack } from '../carry';
import { asScratch } from '../../../core/release';

/** Below it GPUs may read zero. */
const SMALLEST_NORMAL = 2 ** -126;

/** Weights [outputs, ...] are about `values`, integers, times the `scales` of their outputs. */
export interface ScaledIntegers {
  readonly values: Float32Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;
}

/**
 * Rounds finite weights [outputs, ...], row-major, to integers of at most `largest`; each goes to one of its two
 * neighbours.
 */
export function roundIntegers(weights: Float32Array, outputs: number, largest: number): ScaledIntegers {
  const values = asScratch(new Float32Array(weights.length));
  const scales = asScratch(new Float32Array(outputs));
  const length = weights.length / outputs;
  for (let output = 0; output < outputs; output++) {
    const channel = weights.subarray(output * length, (output + 1) * length);
    const scale = Math.fround(magnitudeOf(channel) / largest);
    if (scale < SMALLEST_NORMAL) continue; // all zeros, or near enough
    scales[output] = scale;
    roundChannel(channel, scale, values.subarray(output * length));
  }
  return { values, scales };
}

function magnitudeOf(channel: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < channel.length; i++) largest = Math.max(largest, Math.abs(channel[i] ?? 0));
  return largest;
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
