/**
 * Rounds weights to f16 so that the errors of a sum cancel.
 */
import { floatsToHalves, halvesToFloats } from '../core/half';
import { bringsBack } from './carry';
import { release } from './release';

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
      if (bringsBack(carry, error, other - weight)) value = other;
    }
    carry += value - weight;
    rounded[i] = value;
  }
  release(halves.buffer);
  return rounded;
}
