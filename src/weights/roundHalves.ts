/**
 * Rounds weights to f16 so that the errors of a sum cancel.
 *
 * Activations after a ReLU are all positive, so what a convolution loses to rounding is mostly the sum of its weights'
 * errors. Rounding each weight to the nearest f16 lets that sum wander; here the errors of an output channel are carried
 * along, and a weight between two f16 goes to the farther one where that brings the sum back.
 */
import { floatsToHalves, halvesToFloats } from '../core/half';

/** A weight nearer than this to its f16, in units of the gap between neighbours, keeps it. */
const NEAR = 0.3;

/** The value of every f16 by its bits. */
let values: Float32Array | undefined;

/** The f16 values, as f32, that weights [outputs, ...], row-major, are kept as: each a neighbour of its weight. */
export function roundHalves(weights: Float32Array, outputs: number): Float32Array<ArrayBuffer> {
  values ??= halvesToFloats(Uint16Array.from({ length: 0x10000 }, (_, bits) => bits));
  const halves = floatsToHalves(weights);
  const rounded = new Float32Array(weights.length);
  const length = weights.length / outputs;
  let carry = 0;
  for (let i = 0; i < weights.length; i++) {
    if (i % length === 0) carry = 0;
    const weight = weights[i] ?? 0;
    const bits = halves[i] ?? 0;
    let value = values[bits] ?? 0;
    const error = value - weight;
    if (error * carry > 0) {
      // The neighbour on the weight's other side; bits of f16 count away from zero.
      const other = values[Math.abs(value) > Math.abs(weight) ? bits - 1 : bits + 1] ?? value;
      const isBetween = Math.abs(error) > NEAR * Math.abs(other - value);
      if (isBetween && Math.abs(carry + other - weight) < Math.abs(carry + error)) value = other;
    }
    carry += value - weight;
    rounded[i] = value;
  }
  return rounded;
}
