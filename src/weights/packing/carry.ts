/**
 * The rule by which weights are rounded so that the errors of a sum cancel.
 *
 * Activations after a ReLU are all positive, so what a convolution loses to rounding is mostly the sum of its weights'
 * errors. Rounding each weight to the nearest value lets that sum wander; instead the errors of an output channel are
 * carried along, and a weight between two values goes to the farther one where that brings the sum back.
 */

/** A weight nearer than this to its nearest value, in units of the gap between neighbours, keeps it. */
const NEAR = 0.3;

/**
 * Whether a weight whose nearest value has the error `error` does better with its farther neighbour, of the error
 * `other`, after errors that sum up to `carry`.
 */
export const bringsBack = (carry: number, error: number, other: number): boolean =>
  Math.abs(error) > NEAR * Math.abs(other - error) && Math.abs(carry + other) < Math.abs(carry + error);
