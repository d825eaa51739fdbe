import { expect, test } from 'vitest';
import type { Classifier } from '../index';
import { type Action, type Model, type Photo, isAnswered, isWaiting, reduce, START, type State } from './state';

const model = (title: string): Model => ({ origin: 'own', title, classifier: {} as Classifier });
const photo = (name: string): Photo => ({ name, blob: new Blob(), url: `blob:${name}` });
const after = (state: State, ...actions: Action[]): State => actions.reduce(reduce, state);

const first = model('first');
const lemon = photo('lemon');
const answer = { photo: lemon, model: first, classes: [], runMs: 1 };
const answered = after(
  START,
  { type: 'load ended', model: first },
  { type: 'photo opened', photo: lemon },
  { type: 'answered', answer },
);

test('a photo waits for its answer, and again when another model comes', () => {
  expect(isAnswered(answered)).toBe(true);
  expect(isAnswered(after(answered, { type: 'photo opened', photo: photo('bison') }))).toBe(false);
  expect(isAnswered(after(answered, { type: 'load ended', model: model('second') }))).toBe(false);
});

test('what fails leaves photo, answer and model as they were', () => {
  const refused = after(answered, { type: 'photo refused', problem: 'No picture.' });
  expect(refused).toEqual({ ...answered, photoProblem: 'No picture.' });
  const cut = photo('cut');
  const failed = after(answered, { type: 'photo opened', photo: cut }, { type: 'answer failed', problem: 'Cut off.' });
  expect(failed).toEqual({ ...answered, failed: { photo: cut, model: first }, photoProblem: 'Cut off.' });
  const began: Action = { type: 'load began', origin: 'own', title: 'second' };
  const unloaded = after(answered, began, { type: 'load failed', origin: 'own', problem: 'Foreign.' });
  expect(unloaded).toEqual({ ...answered, modelProblem: { origin: 'own', text: 'Foreign.' } });
  expect(after(unloaded, began, { type: 'load cancelled' })).toEqual(answered);
});

test('the page waits only while a request is under way', () => {
  const loading: Action = { type: 'load began', origin: 'own', title: 'second' };
  const second: Action = { type: 'load ended', model: model('second') };
  const failure: Action = { type: 'answer failed', problem: 'No.' };
  const cut: Action = { type: 'photo opened', photo: photo('cut') };
  expect(isWaiting(answered)).toBe(false);
  expect(isWaiting(after(answered, cut))).toBe(true);
  expect(isWaiting(after(answered, cut, failure))).toBe(false);
  expect(isWaiting(after(answered, second))).toBe(true);
  expect(isWaiting(after(answered, second, failure))).toBe(false);
  expect(isWaiting(after(answered, second, cut, failure))).toBe(true); // the last photo is asked about again
  expect(isWaiting(after(answered, second, failure, cut))).toBe(true);
  const lost = after(answered, cut, { type: 'model lost', problem: 'Lost.' });
  expect(isWaiting(lost)).toBe(false);
  expect(isWaiting(after(lost, loading))).toBe(true);
});

test('the model in use stays while another one loads', () => {
  const progress = { stage: 'pack', loaded: 1, total: 2 } as const;
  const loading = after(
    answered,
    { type: 'load began', origin: 'own', title: 'second' },
    { type: 'load progressed', progress },
  );
  expect(loading).toMatchObject({ model: first, loading: { title: 'second', progress } });
  expect(after(answered, { type: 'load progressed', progress })).toBe(answered);
});

test('a problem with a photo goes with the next photo, one with a model with the next load', () => {
  const troubled: State = { ...answered, photoProblem: 'p', modelProblem: { origin: 'own', text: 'm' } };
  expect(after(troubled, { type: 'photo opened', photo: lemon }).photoProblem).toBeUndefined();
  expect(after(troubled, { type: 'load began', origin: 'own', title: '' }).modelProblem).toBeUndefined();
});
