/**
 * Multinomial logistic regression with L2, solved exactly by L-BFGS.
 *
 * The best weights are a sum of rows, W = Σ a_i z_i, and so is every gradient and every step on the way. A vector of
 * weights is therefore kept as its coefficients [n, classes], and inner products of weights are taken by way of the
 * rows' own inner products: with few photos of many features that is far less work, and it is the same iteration.
 */
import { at, dot } from './rows';

/** Rows to learn from. */
export interface Problem {
  /** The rows' inner products [n, n]. */
  readonly products: Float64Array;
  /** The class of each row. */
  readonly classOf: readonly number[];
  readonly classes: number;
}

/**
 * A vector of weights and biases. `coefficients` are [n, classes] and then the biases [classes]; `image` are the scores
 * [n, classes] that the weights give the rows, and then the biases once more. The inner product of two vectors is that of
 * the one's coefficients and the other's image.
 */
export interface Weights {
  readonly coefficients: Float64Array;
  readonly image: Float64Array;
}

/** Steps back in time that L-BFGS remembers. */
const MEMORY = 12;
const MOST_STEPS = 500;
/** A solution is exact where the gradient is so much shorter than it was at zero. */
export const EXACT = 1e-5;
/** Of the promised decrease, as much must come of a step. */
const ENOUGH = 1e-4;

export const zeroWeights = ({ classOf, classes }: Problem): Weights => {
  const size = (classOf.length + 1) * classes;
  return { coefficients: new Float64Array(size), image: new Float64Array(size) };
};

/**
 * The weights where the sum of the rows' losses and `strength` / 2 |W|² is least, looked for from `start` on, until the
 * gradient is so much shorter than it was at zero.
 */
export function solve(problem: Problem, strength: number, start: Weights, tolerance = EXACT): Weights {
  const enough = tolerance ** 2 * Math.max(squared(evaluate(problem, strength, zeroWeights(problem)).gradient), 1e-30);
  const history: { readonly step: Weights; readonly change: Weights; readonly curvature: number }[] = [];
  let here = start;
  let { value, gradient } = evaluate(problem, strength, here);
  for (let count = 0; count < MOST_STEPS && squared(gradient) > enough; count++) {
    const direction = descent(gradient, history);
    const slope = dot(gradient.coefficients, direction.image);
    const first = history.length === 0 ? Math.min(1, 1 / Math.sqrt(squared(gradient))) : 1;
    const found = search(problem, strength, { here, direction, value, slope, first });
    if (!found) return here; // no step makes it any better in float64
    const step = scaled(direction, found.length);
    const change = combined(found.gradient, -1, gradient);
    const curvature = dot(step.coefficients, change.image);
    if (curvature > 0) history.push({ step, change, curvature });
    if (history.length > MEMORY) history.shift();
    ({ here, value, gradient } = found);
  }
  return here;

  function descent(from: Weights, past: typeof history): Weights {
    let direction = scaled(from, -1);
    const shares: number[] = [];
    for (const { step, change, curvature } of past.toReversed()) {
      const share = dot(step.coefficients, direction.image) / curvature;
      shares.push(share);
      direction = combined(direction, -share, change);
    }
    const last = past.at(-1);
    if (last) direction = scaled(direction, last.curvature / squared(last.change));
    for (const { step, change, curvature } of past) {
      const share = (shares.pop() ?? 0) - dot(change.coefficients, direction.image) / curvature;
      direction = combined(direction, share, step);
    }
    return direction;
  }
}

interface Line {
  readonly here: Weights;
  readonly direction: Weights;
  readonly value: number;
  readonly slope: number;
  readonly first: number;
}

/** Halves the step until enough of the promised decrease comes of it. */
function search(problem: Problem, strength: number, { here, direction, value, slope, first }: Line) {
  for (let length = first; length > 1e-12; length /= 2) {
    const there = combined(here, length, direction);
    const found = evaluate(problem, strength, there);
    if (found.value <= value + ENOUGH * length * slope) return { ...found, here: there, length };
  }
  return undefined;
}

/** The objective and its gradient. */
function evaluate({ products, classOf, classes }: Problem, strength: number, { coefficients, image }: Weights) {
  const n = classOf.length;
  const biases = n * classes;
  const slopes = new Float64Array(coefficients.length);
  let value = 0;
  for (const [i, right] of classOf.entries()) {
    const scores = scoresOf(image.subarray(i * classes, (i + 1) * classes), image.subarray(biases));
    value += lossOf(scores, right);
    const shares = softmax(scores);
    for (let k = 0; k < classes; k++) {
      const place = i * classes + k;
      const error = at(shares, k) - (k === right ? 1 : 0);
      slopes[place] = error + strength * at(coefficients, place);
      slopes[biases + k] = at(slopes, biases + k) + error;
      value += (strength / 2) * at(coefficients, place) * at(image, place);
    }
  }
  return { value, gradient: { coefficients: slopes, image: imageOf(products, slopes, n, classes) } };
}

/** The scores that weights give the rows; biases are their own image. */
function imageOf(products: Float64Array, coefficients: Float64Array, n: number, classes: number): Float64Array {
  const image = coefficients.slice();
  for (let k = 0; k < classes; k++) {
    const column = Float64Array.from({ length: n }, (_, j) => at(coefficients, j * classes + k));
    for (let i = 0; i < n; i++) image[i * classes + k] = dot(products.subarray(i * n, (i + 1) * n), column);
  }
  return image;
}

/** The scores of a row by its inner products with the rows that were learnt from. */
export function scoresBy({ coefficients }: Weights, classes: number, products: Float64Array): Float64Array {
  const scores = coefficients.slice(products.length * classes);
  products.forEach((product, j) => {
    for (let k = 0; k < classes; k++) scores[k] = at(scores, k) + product * at(coefficients, j * classes + k);
  });
  return scores;
}

const scoresOf = (row: Float64Array, biases: Float64Array): Float64Array =>
  row.map((score, k) => score + at(biases, k));

/** Minus the logarithm of the right class's probability. */
export function lossOf(scores: Float64Array, right: number): number {
  const most = Math.max(...scores);
  return Math.log(scores.reduce((sum, score) => sum + Math.exp(score - most), 0)) + most - at(scores, right);
}

/** Scores as probabilities. */
export function softmax(scores: Float64Array): Float64Array {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

const squared = ({ coefficients, image }: Weights): number => dot(coefficients, image);

const scaled = ({ coefficients, image }: Weights, by: number): Weights => ({
  coefficients: coefficients.map((value) => value * by),
  image: image.map((value) => value * by),
});

/** `a` + `by` × `b`. */
const combined = (a: Weights, by: number, b: Weights): Weights => ({
  coefficients: a.coefficients.map((value, i) => value + by * at(b.coefficients, i)),
  image: a.image.map((value, i) => value + by * at(b.image, i)),
});
