import { expect, test } from 'vitest';
import { publishedModels } from '../../index';
import { verdictOn } from './verdict';

const reliability = publishedModels[0]?.reliability;
const classes = (...scores: number[]) => scores.map((score, index) => ({ index, label: `${index}`, score }));
const kind = (score: number, table = reliability): string | undefined =>
  verdictOn(classes(score, (1 - score) / 2), 200, table)?.kind;

test('the words follow the measurements of the model that ships', () => {
  expect([0.012, 0.1, 0.39, 0.41, 0.65, 0.84].map((score) => kind(score))).toEqual([
    'chance',
    'unknown',
    'unknown',
    'perhaps',
    'probably',
    'sure',
  ]);
  expect(verdictOn(classes(0.9, 0.1), 200, reliability)).toMatchObject({
    photos: 500,
    best: { index: 0 },
    next: { index: 1 },
  });
});

test('the share that is told is that of the step of the score', () => {
  const table = { from: [0, 0.5], photos: [10, 40], right: [2, 30], doubt: 0.5 };
  expect(verdictOn(classes(0.5), 200, table)).toMatchObject({ kind: 'probably', right: 75 });
  expect(verdictOn(classes(0.49), 200, table)).toMatchObject({ kind: 'unknown', right: 20 });
});

test('a model that nobody has measured is not hedged, but for an answer at chance, whatever the number of classes', () => {
  expect(verdictOn(classes(0.2, 0.1), 1000, undefined)?.kind).toBe('plain');
  const chance = (score: number, numClasses: number) => verdictOn(classes(score, 0), numClasses, undefined)?.kind;
  expect([chance(0.0109, 1000), chance(0.0111, 1000), chance(0.505, 2), chance(0.52, 2)]).toEqual([
    'chance',
    'plain',
    'chance',
    'plain',
  ]);
  expect(verdictOn([], 200, undefined)).toBeUndefined();
});
