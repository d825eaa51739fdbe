import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../core/errors';
import { resolveConfig } from '../model/config';
import { buildResNeSt } from '../model/resnest';
import { classify } from './classify';
import { type Question, ranked } from './scoring/ranked';
import { ACTIVATIONS, scoresOf } from './scoring/scores';

const LABELS = ['ant', 'bee', 'crane', 'crane'];
const LOGITS = Float32Array.of(1, 3, 1, 2);

const listed = (question: Omit<Question, 'labels'>, logits = LOGITS): readonly number[] =>
  ranked(logits, { labels: LABELS, ...question }).map(({ index }) => index);

test('the best come first, equal ones by index, with their labels', () => {
  const top = ranked(LOGITS, { topK: 3, labels: ['ant', 'bee', 'cat'] });
  expect(top.map(({ index, label }) => [index, label])).toEqual([
    [1, 'bee'],
    [3, 'class 3'],
    [0, 'ant'],
  ]);
  expect(top[0]?.score).toBeCloseTo(Math.exp(3) / (Math.exp(3) + Math.exp(2) + 2 * Math.E), 12);
});

test('five are listed if nothing is said, and all where there are fewer', () => {
  expect(listed({}, new Float32Array(9))).toEqual([0, 1, 2, 3, 4]);
  expect(listed({}, Float32Array.of(0, 1))).toEqual([1, 0]);
});

test('a score at minScore stays, one below it goes, and nothing may be left', () => {
  const [half] = ranked(Float32Array.of(0, 0), { labels: LABELS });
  expect(half?.score).toBe(0.5);
  expect(listed({ minScore: 0.5 }, Float32Array.of(0, 0))).toEqual([0, 1]);
  expect(listed({ minScore: 0.6 }, Float32Array.of(0, 0))).toEqual([]);
  expect(listed({ minScore: 2, activation: 'none' })).toEqual([1, 3]);
});

describe('allow and deny', () => {
  test('name classes by label or number; a label stands for all classes that bear it', () => {
    expect(listed({ allow: ['crane', 0] })).toEqual([3, 0, 2]);
    expect(listed({ allow: ['bee', 'bee', 1] })).toEqual([1]);
    expect(listed({ deny: ['crane'] })).toEqual([1, 0]);
    expect(listed({ deny: [] })).toEqual([1, 3, 0, 2]);
    expect(listed({ allow: ['class 4'] }, new Float32Array(6))).toEqual([4]);
  });

  test('come before topK, and leave scores as they are', () => {
    const all = ranked(LOGITS, { labels: LABELS });
    const [best] = ranked(LOGITS, { labels: LABELS, topK: 1, deny: ['bee'] });
    expect(best).toEqual(all[1]);
  });

  const graph = buildResNeSt(resolveConfig({ layers: [1, 1, 1, 1], radix: 0, numClasses: 4 }));
  test.each<[Omit<Question, 'labels'>, RegExp]>([
    [{ allow: ['cranes'] }, /^allow names the label "cranes", which this model lacks; its nearest is "crane"$/],
    [{ deny: ['Bee'] }, /^deny names the label "Bee", which this model lacks; its nearest is "bee"$/],
    [{ allow: [4] }, /^allow names class 4; this model has 4 classes, 0 to 3$/],
    [{ deny: ['constructor'] }, /^deny names the label "constructor"/],
  ])('%j is refused before anything runs', (question, message) => {
    const task = classify({ labels: LABELS, ...question });
    expect(() => task.wants(graph)).toThrow(ConfigError);
    expect(() => task.wants(graph)).toThrow(message);
    expect(() => ranked(LOGITS, { labels: LABELS, ...question })).toThrow(message);
  });
});

test('an answer is what a search through all classes finds', () => {
  const question = fc.record({
    topK: fc.integer({ min: 1, max: 12 }),
    minScore: fc.double({ min: 0, max: 1, noNaN: true }),
    activation: fc.constantFrom(...ACTIVATIONS),
    names: fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { minLength: 1 }),
    isAllowed: fc.boolean(),
  });
  const logits = fc.array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(logits, question, (numbers, { names, isAllowed, ...rest }) => {
      const values = Float32Array.from(numbers);
      const found = listed({ ...rest, ...(isAllowed ? { allow: names } : { deny: names }) }, values);
      const scores = scoresOf(values, rest.activation);
      const score = (index: number): number => scores[index] ?? NaN;
      const fits = [...scores.keys()].filter((i) => score(i) >= rest.minScore && names.includes(i) === isAllowed);
      expect(found).toHaveLength(Math.min(rest.topK, fits.length));
      const worst = found.length > 0 ? score(found.at(-1) ?? NaN) : -Infinity;
      for (const i of fits) if (!found.includes(i)) expect(score(i)).toBeLessThanOrEqual(worst);
      expect(found.every((index) => fits.includes(index))).toBe(true);
    }),
  );
});
