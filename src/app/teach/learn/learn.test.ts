/** Teaching on the features of held-out photos, against scikit-learn, which learnt from the same (tools/oracle/goldens/teaching.py). */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import golden from '../../../testing/goldens/teaching.json';
import { answerOf, fit, type Lesson } from './fit';
import { learn } from './learn';
import { innerProducts, productsAmong, standardised, standardOf } from './rows';
import { scoresBy, softmax, solve, zeroWeights } from './solve';

const { photos, features, classes, folds, largest } = golden;
const nibbles = [...inflateSync(readFileSync('src/testing/goldens/teaching.bin'))].flatMap((two) => [
  two >> 4,
  two & 15,
]);
const rows = Array.from({ length: photos }, (_, i) =>
  Float32Array.from(nibbles.slice(i * features, (i + 1) * features), (step) => (step / 15) ** 2 * largest),
);
const classOf = rows.map((_, i) => Math.floor((i * classes.length) / photos));
const isHeld = (place: number, fold: number): boolean => place % folds === fold;

const partOf = (isIn: (place: number) => boolean): Lesson => ({
  rows: rows.filter((_, i) => isIn(i)),
  classOf: classOf.filter((_, i) => isIn(i)),
  classes: classes.length,
});

const bestOf = (answer: Float64Array): number => answer.indexOf(Math.max(...answer));

test('the solution is that of scikit-learn', () => {
  const train = rows.flatMap((_, i) => (isHeld(i, 0) ? [] : [i]));
  const rest = rows.flatMap((_, i) => (isHeld(i, 0) ? [i] : []));
  const standard = standardOf(train.map((i) => rows[i] ?? new Float32Array()));
  const products = innerProducts(rows.map((row) => standardised(row, standard)));
  const among = (some: readonly number[]): Float64Array => productsAmong({ products, size: photos }, some, train);
  const problem = {
    products: among(train),
    classOf: train.map((i) => classOf[i] ?? 0),
    classes: classes.length,
  };
  const weights = solve(problem, golden.strength, zeroWeights(problem));
  const held = rest.flatMap((i) => [...softmax(scoresBy(weights, classes.length, among([i])))]);
  const off = held.map((probability: number, i) => Math.abs(probability - (golden.held[i] ?? NaN)));
  expect(held).toHaveLength(golden.held.length);
  expect(Math.max(...off)).toBeLessThan(1e-5);
});

test('with 200 held-out photos of five groups it is right as often as scikit-learn', { timeout: 120_000 }, () => {
  let right = 0;
  for (let fold = 0; fold < folds; fold++) {
    const { head } = fit(partOf((i) => !isHeld(i, fold)));
    rows.forEach((row, i) => {
      if (isHeld(i, fold) && bestOf(answerOf(head, row)) === classOf[i]) right++;
    });
  }
  expect(right).toBeGreaterThanOrEqual(0.97 * Math.max(...Object.values(golden.right)));
});

test('what it says of itself it measures on photos that it did not learn from', { timeout: 120_000 }, () => {
  const some = partOf((i) => i % 4 === 0);
  const shares: number[] = [];
  const { head, measured } = learn(some, (share) => shares.push(share));
  const rightOf = (answers: readonly Float64Array[]): number =>
    answers.filter((answer, i) => bestOf(answer) === some.classOf[i]).length;
  expect(shares).toEqual([0, 1, 2, 3, 4, 5].map((done) => done / 6));
  expect(measured.held).toHaveLength(50);
  expect(rightOf(some.rows.map((row) => answerOf(head, row)))).toBe(50); // it knows by heart what it has seen
  expect(rightOf(measured.held)).toBeGreaterThan(25);
  expect(rightOf(measured.held)).toBeLessThan(45);
  expect(learn(some).head).toEqual(head);
});

test('labels without meaning are learnt by heart, and the measurement says so', { timeout: 120_000 }, () => {
  const some = partOf((i) => i % 4 === 0);
  const shuffled = { ...some, classOf: some.classOf.map((_, i) => i % 5) };
  const { measured } = learn(shuffled);
  const right = measured.held.filter((answer, i) => bestOf(answer) === shuffled.classOf[i]).length;
  expect(right).toBeLessThan(20); // by chance 10 of 50
});
