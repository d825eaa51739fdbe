import { expect, test } from 'vitest';
import type { Answer, Model, Photo, State } from '../state';
import { START } from '../state';
import { agreementOf } from './agreement';
import { areDifferent, seenBy } from './seen';

const photo = { size: { width: 300, height: 200 } } as Photo;
const answer = (label: string | undefined, of = photo): Answer =>
  ({ photo: of, classes: label === undefined ? [] : [{ index: 0, label, score: 0.5 }] }) as unknown as Answer;

test('two models agree where their first labels are the same words', () => {
  expect(agreementOf(answer('lemon'), answer('Lemon'))).toEqual({ one: 'lemon', other: 'Lemon', isSame: true });
  expect(agreementOf(answer('lemon'), answer('orange'))?.isSame).toBe(false);
});

test('nothing is said before both have answered the same photo', () => {
  expect(agreementOf(answer('lemon'), undefined)).toBeUndefined();
  expect(agreementOf(undefined, answer('lemon'))).toBeUndefined();
  expect(agreementOf(answer('lemon'), answer('lemon', { ...photo }))).toBeUndefined();
  expect(agreementOf(answer(undefined), answer('lemon'))).toBeUndefined();
});

const modelThatLeaves = (cropPct: number): Model =>
  ({ classifier: { info: { inputSize: [96, 96], preprocessing: { recipe: 'timm', cropPct } } } }) as unknown as Model;
const at = (square?: State['square']): State => ({ ...START, photo, square });

test('models with other margins see other squares of a photo, but the same one that a person has chosen', () => {
  const [narrow, wide] = [modelThatLeaves(0.875), modelThatLeaves(1)];
  const seen = (model: Model, state: State) => seenBy(model, state) ?? { x: NaN, y: NaN, side: NaN };
  expect(seen(wide, at())).toEqual({ x: 50, y: 0, side: 200 });
  expect(areDifferent(seen(narrow, at()), seen(wide, at()))).toBe(true);
  expect(areDifferent(seen(narrow, at()), seen(narrow, at()))).toBe(false);
  const chosen = at({ x: 100, y: 60, side: 80 });
  expect(areDifferent(seen(narrow, chosen), seen(wide, chosen))).toBe(false);
  expect(seenBy(wide, START)).toBeUndefined();
});
