import { expect, test } from 'vitest';
import { foldCount, foldsOf } from './folds';

const classOf = [...new Array<number>(13).fill(0), ...new Array<number>(7).fill(1), ...new Array<number>(5).fill(2)];

test('each row is held out once, and each fold has its part of every class', () => {
  const folds = foldsOf(classOf, 5);
  expect(folds.flat().sort((a, b) => a - b)).toEqual(classOf.map((_, i) => i));
  expect(folds.map((fold) => fold.length)).toEqual([5, 5, 5, 5, 5]);
  for (const fold of folds)
    for (const [each, most] of [3, 2, 1].entries()) {
      const count = fold.filter((place) => classOf[place] === each).length;
      expect(count).toBeGreaterThanOrEqual(most - 1 || 1);
      expect(count).toBeLessThanOrEqual(most);
    }
});

test('the same classes give the same folds, which do not follow the order of the rows', () => {
  expect(foldsOf(classOf, 5)).toEqual(foldsOf(classOf, 5));
  const [first = []] = foldsOf(classOf, 5);
  expect(first).not.toEqual([0, 5, 10, 13, 20]);
});

test('a small class makes fewer folds', () => {
  expect(foldCount(classOf)).toBe(5);
  expect(foldCount([0, 0, 0, 1, 1, 1, 1])).toBe(3);
});
