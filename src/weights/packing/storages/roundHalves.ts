/**
 * Rounds weights to f16 so that the errors of a sum cancel.
 */
import { floatsToHalves, halvesToFloats } from '../../../core/bits/half';
import { bringsBack } from '../carry';
import { release, roomFor } from '../../../core/release';

/** The value of every f16 by its bits. */
let values: Float32Array | undefined;

/**
 * The f16 values, as f32, that weights [outputs, ...], row-major, are kept as: each a neighbour of its weight. They take
 * the weights' place if those are scratch.
 */
export function roundHalves(weights: Float32Array, outputs: number): Float32Array {
  values ??= valuesOfHalves();
  const halves = floatsToHalves(weights);
  const rounded = roomFor(weights);
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
      if (bringsBack(carry, error, other - weight)) value = other;
    }
    carry += value - weight;
    rounded[i] = value;
  }
  release(halves.buffer);
  return rounded;
}

function valuesOfHalves(): Float32Array {
  const halves = new Uint16Array(0x10000);
  for (let bits = 0; bits < halves.length; bits++) halves[bits] = bits;
  const floats = halvesToFloats(halves);
  release(halves.buffer);
  return floats;
}
