/** The solver against plain gradient descent on the weights themselves, in float64. */
import { expect, test } from 'vitest';
import { seededTensor } from '../../../core/bits/seeded';
import { innerProducts } from './rows';
import { scoresBy, softmax, solve, zeroWeights } from './solve';

const CLASSES = 3;
const FEATURES = 4;
const STRENGTH = 0.3;
const rows = Array.from({ length: 15 }, (_, i) => Float64Array.from(seededTensor(`row ${i}`, [FEATURES]).data));
const classOf = rows.map((_, i) => (i * 7) % CLASSES);

/** Weights [classes, features] and biases by many small steps down the gradient. */
function reference(): { weight: number[][]; bias: number[] } {
  const weight = Array.from({ length: CLASSES }, () => new Array<number>(FEATURES).fill(0));
  const bias = new Array<number>(CLASSES).fill(0);
  for (let step = 0; step < 3000; step++) {
    const slopes = weight.map((row) => row.map((value) => STRENGTH * value));
    const biasSlopes = bias.map(() => 0);
    for (const [i, row] of rows.entries()) {
      const shares = softmax(Float64Array.from(weight, (w, k) => (bias[k] ?? 0) + sum(w, row)));
      for (let k = 0; k < CLASSES; k++) {
        const error = (shares[k] ?? 0) - (classOf[i] === k ? 1 : 0);
        biasSlopes[k] = (biasSlopes[k] ?? 0) + error;
        slopes[k] = (slopes[k] ?? []).map((slope, j) => slope + error * (row[j] ?? 0));
      }
    }
    for (let k = 0; k < CLASSES; k++) {
      bias[k] = (bias[k] ?? 0) - 0.05 * (biasSlopes[k] ?? 0);
      weight[k] = (weight[k] ?? []).map((value, j) => value - 0.05 * (slopes[k]?.[j] ?? 0));
    }
  }
  return { weight, bias };
}

const sum = (a: readonly number[], b: Float64Array): number =>
  a.reduce((total, value, j) => total + value * (b[j] ?? 0), 0);

const problem = { products: innerProducts(rows), classOf, classes: CLASSES };

test('the least is found', () => {
  const { weight, bias } = reference();
  const solved = solve(problem, STRENGTH, zeroWeights(problem));
  for (const row of rows) {
    const scores = scoresBy(
      solved,
      CLASSES,
      Float64Array.from(rows, (other) => sum([...row], other)),
    );
    const expected = softmax(Float64Array.from(weight, (w, k) => (bias[k] ?? 0) + sum(w, row)));
    softmax(scores).forEach((share, k) => expect(share).toBeCloseTo(expected[k] ?? NaN, 5));
  }
});

test('rows that are the same, or all zero, stop nobody', () => {
  const same = Array.from({ length: 6 }, () => Float64Array.of(1, 2, 0, 0));
  const alike = { products: innerProducts(same), classOf: [0, 0, 0, 0, 1, 1], classes: 2 };
  const answer = softmax(
    scoresBy(
      solve(alike, 1e-3, zeroWeights(alike)),
      2,
      Float64Array.from(same, () => 5),
    ),
  );
  expect(answer[0]).toBeCloseTo(4 / 6, 4);
  const zero = { products: new Float64Array(36), classOf: alike.classOf, classes: 2 };
  const blind = softmax(scoresBy(solve(zero, 1e-3, zeroWeights(zero)), 2, new Float64Array(6)));
  expect(blind[0]).toBeCloseTo(4 / 6, 4);
});
