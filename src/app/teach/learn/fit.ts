/**
 * Fits a linear head to the features of photos, regularised as strongly as serves held-out ones best.
 */
import { foldCount, foldsOf } from './folds';
import { at, innerProducts, productsAmong, type Standard, standardised, standardOf } from './rows';
import { lossOf, type Problem, scoresBy, softmax, solve, type Weights, zeroWeights } from './solve';

/** Photos as a head learns from them. */
export interface Lesson {
  /** The features of each photo, all of one length. */
  readonly rows: readonly Float32Array[];
  /** The class of each photo, from 0 to below `classes`. */
  readonly classOf: readonly number[];
  readonly classes: number;
}

/** A linear layer on the features as the model gives them. */
export interface Head {
  /** [classes, features], row-major. */
  readonly weight: Float32Array;
  /** [classes] */
  readonly bias: Float32Array;
}

/** From strong to weak, by the square root of ten. */
const STRENGTHS: readonly number[] = Array.from({ length: 10 }, (_, i) => 10 ** (1 - i / 2));

/** As exact as solutions need be that are only compared with each other. */
const ROUGH = 1e-2;

/** So many strengths in a row that are worse than the best end the search. */
const PATIENCE = 2;

/** The best head by these rows, with the strength that served held-out parts of them best. */
export function fit({ rows, classOf, classes }: Lesson): { readonly head: Head; readonly strength: number } {
  const standard = standardOf(rows);
  const z = rows.map((row) => standardised(row, standard));
  const problem: Problem = { products: innerProducts(z), classOf, classes };
  const strength = bestStrength(problem);
  return { head: headOf(z, standard, classes, along(problem, strength)), strength };
}

/** The weights for a strength, by way of the stronger ones: the way is shorter so. */
function along(problem: Problem, last: number): Weights {
  const stronger = STRENGTHS.filter((strength) => strength > last);
  const start = stronger.reduce((from, strength) => solve(problem, strength, from, ROUGH), zeroWeights(problem));
  return solve(problem, last, start);
}

/**
 * The strength with the least loss on held-out rows. It goes from strong to weak and stops early, where further freedom
 * has made it worse; so a head never gets to learn its photos by heart.
 */
function bestStrength({ products, classOf, classes }: Problem): number {
  const size = classOf.length;
  const parts = foldsOf(classOf, foldCount(classOf)).map((fold) => {
    const out = new Set(fold);
    const rest = classOf.flatMap((_, place) => (out.has(place) ? [] : [place]));
    const among = productsAmong({ products, size }, rest, rest);
    const problem: Problem = { products: among, classOf: rest.map((place) => classOf[place] ?? 0), classes };
    const heldOut = fold.map((place) => ({
      right: classOf[place] ?? 0,
      products: productsAmong({ products, size }, [place], rest),
    }));
    return { problem, heldOut, weights: zeroWeights(problem) };
  });
  let best = { strength: STRENGTHS[0] ?? 1, loss: Infinity };
  let worse = 0;
  for (const strength of STRENGTHS) {
    let loss = 0;
    for (const part of parts) {
      part.weights = solve(part.problem, strength, part.weights, ROUGH);
      for (const { right, products: row } of part.heldOut) loss += lossOf(scoresBy(part.weights, classes, row), right);
    }
    worse = loss < best.loss ? 0 : worse + 1;
    if (worse === 0) best = { strength, loss };
    if (worse === PATIENCE) break;
  }
  return best.strength;
}

/** Weights on standardised rows as a layer on the features themselves. */
function headOf(
  z: readonly Float64Array[],
  { mean, scale }: Standard,
  classes: number,
  { coefficients }: Weights,
): Head {
  const features = mean.length;
  const weight = new Float32Array(classes * features);
  const bias = new Float32Array(classes);
  for (let k = 0; k < classes; k++) {
    const sums = new Float64Array(features);
    for (const [i, row] of z.entries()) {
      const coefficient = at(coefficients, i * classes + k);
      for (let j = 0; j < features; j++) sums[j] = at(sums, j) + coefficient * at(row, j);
    }
    const own = sums.map((sum, j) => sum / at(scale, j));
    weight.set(own, k * features);
    bias[k] = own.reduce((sum, value, j) => sum - value * at(mean, j), at(coefficients, z.length * classes + k));
  }
  return { weight, bias };
}

/** The probabilities of the classes. */
export function answerOf({ weight, bias }: Head, features: Float32Array): Float64Array {
  const scores = Float64Array.from(bias, (start, k) => {
    let sum = start;
    const begin = k * features.length;
    for (let j = 0; j < features.length; j++) sum += at(weight, begin + j) * at(features, j);
    return sum;
  });
  return softmax(scores);
}
