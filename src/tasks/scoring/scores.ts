/**
 * Logits as scores, in double precision.
 */
import { ResNeStError } from '../../core/errors';

/** Probabilities that sum to 1: of a photo that has one class. */
export function softmax(logits: Float32Array): Float64Array {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** A probability for each class by itself: of a photo that has any number of classes. */
const sigmoid = (logits: Float32Array): Float64Array =>
  Float64Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit)));

const none = (logits: Float32Array): Float64Array => Float64Array.from(logits);

const SCORES = { softmax, sigmoid, none } as const;

/** How logits become scores: `none` leaves them as they are. */
export type Activation = keyof typeof SCORES;

export const ACTIVATIONS = Object.keys(SCORES) as readonly Activation[];

/** The score of each class. Throws a ResNeStError unless every logit is finite. */
export function scoresOf(logits: Float32Array, activation: Activation): Float64Array {
  const broken = logits.findIndex((logit) => !Number.isFinite(logit));
  if (broken >= 0)
    throw new ResNeStError(
      'not-finite',
      `the logit of class ${broken} is ${logits[broken]}; check that the weights and the input hold finite numbers only`,
    );
  return SCORES[activation](logits);
}
