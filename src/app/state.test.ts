import { expect, test } from 'vitest';
import type { Classifier } from '../index';
import type { Failure } from './failures';
import { EMBEDDED_REQUEST, type ModelRequest } from './modelRequest';
import {
  type Action,
  isAnswered,
  isUpToDate,
  isWaiting,
  type Load,
  type Model,
  type Photo,
  reduce,
  START,
  type State,
  WAITS_MS,
} from './state';

const own = (name: string): ModelRequest => ({
  origin: 'own',
  variant: undefined,
  weights: new File([], name),
  labels: undefined,
});
const model = (request: ModelRequest): Model => ({ request, classifier: {} as Classifier });
const photo = (name: string): Photo => ({
  name,
  isSample: false,
  blob: new Blob(),
  url: `blob:${name}`,
  size: { width: 4, height: 3 },
});
const failure = (about: string, cure: Failure['cure'] = 'person'): Failure => ({ code: 'nothing', about, cure });
const lost = failure('Lost.', 'wait');
const after = (state: State, ...actions: Action[]): State => actions.reduce(reduce, state);
const loadOf = (state: State): Load => {
  if (!state.loading) throw new Error('nothing is loading');
  return state.loading.load;
};
const asked = (name: string): Action => ({ type: 'model asked', request: own(name) });
const end = (state: State): State => {
  const load = loadOf(state);
  return after(state, { type: 'load ended', load, model: model(load.request) });
};
const fail = (state: State, why: Failure): State =>
  after(state, { type: 'load failed', load: loadOf(state), failure: why });

const lemon = photo('lemon');
const loaded = end(START);
const first = loaded.model as Model;
const answered = after(
  loaded,
  { type: 'photo opened', photo: lemon },
  { type: 'answered', answer: { photo: lemon, square: undefined, model: first, classes: [], runMs: 1 } },
);
const cut: Action = { type: 'photo opened', photo: photo('cut') };

test('the page begins by loading the embedded model, so that it never offers to', () => {
  expect(START.loading?.load).toEqual({ request: EMBEDDED_REQUEST, waitMs: 0 });
  expect(loaded).toMatchObject({ model: { request: EMBEDDED_REQUEST }, loading: undefined });
});

test('who asks for WebGPU gets the same model again, on WebGPU, and later ones too', () => {
  const asking = after(answered, { type: 'WebGPU asked' });
  expect(asking).toMatchObject({ onWebGPU: true, model: first, loading: { load: { request: EMBEDDED_REQUEST } } });
  expect(after(asking, asked('second'))).toMatchObject({ onWebGPU: true });
  expect(loadOf(after(after(START, asked('second')), { type: 'WebGPU asked' })).request).not.toBe(EMBEDDED_REQUEST);
});

test('a photo waits for its answer, and again when another model comes', () => {
  expect(isAnswered(answered)).toBe(true);
  expect(isAnswered(after(answered, cut))).toBe(false);
  expect(isAnswered(end(after(answered, asked('second'))))).toBe(false);
});

test('what fails leaves photo, answer and model as they were', () => {
  const refused = after(answered, { type: 'photo refused', failure: failure('No picture.') });
  expect(refused).toEqual({ ...answered, photoProblem: failure('No picture.') });
  const cutOff = failure('Cut off.');
  const failed = after(answered, cut, { type: 'answer failed', failure: cutOff });
  expect(failed).toEqual({
    ...answered,
    failed: { photo: cut.photo, square: undefined, model: first },
    photoProblem: cutOff,
  });
  const second = after(answered, asked('second'));
  const unloaded = fail(second, failure('Foreign.'));
  expect(unloaded).toEqual({
    ...answered,
    loading: undefined,
    modelProblem: { request: loadOf(second).request, failure: failure('Foreign.') },
  });
  expect(after(unloaded, asked('third'), { type: 'load cancelled' })).toEqual(answered);
});

test('the page waits only while a request is under way', () => {
  const no: Action = { type: 'answer failed', failure: failure('No.') };
  const second = end(after(answered, asked('second')));
  expect(isWaiting(answered)).toBe(false);
  expect(isWaiting(after(answered, cut))).toBe(true);
  expect(isWaiting(after(answered, cut, no))).toBe(false);
  expect(isWaiting(second)).toBe(true);
  expect(isWaiting(after(second, no))).toBe(false);
  expect(isWaiting(after(second, cut, no))).toBe(true); // the last photo is asked about again
  expect(isWaiting(after(second, no, cut))).toBe(true);
});

test('a photo that is given up leaves the frame to the last one that has an answer, and is not asked about again', () => {
  const left = after(answered, cut, { type: 'answer cancelled' });
  expect(left).toEqual({ ...answered, failed: { photo: cut.photo, square: undefined, model: first } });
  const second = end(after(answered, asked('second')));
  expect(isWaiting(after(second, { type: 'answer cancelled' }))).toBe(false);
});

test('a lost model is loaded again with growing waits, photo and answer kept, and then a person is asked', () => {
  let state = after(answered, { type: 'model lost', model: first, failure: lost });
  expect(isAnswered(state)).toBe(true);
  for (const waitMs of WAITS_MS) {
    expect(state.loading?.load).toEqual({ request: EMBEDDED_REQUEST, waitMs, because: lost });
    state = fail(state, lost);
  }
  expect(state).toMatchObject({
    unsupported: false,
    photo: lemon,
    loading: undefined,
    modelProblem: { failure: lost },
  });
  const again = after(state, { type: 'model asked', request: state.home });
  expect(fail(again, lost).loading?.load.waitMs).toBe(WAITS_MS[0]);
});

test('an answer sets the count of attempts back; a model that comes and is lost again does not', () => {
  let state = after(answered, cut);
  for (let attempt = 0; attempt < WAITS_MS.length; attempt++) {
    state = end(after(state, { type: 'model lost', model: state.model as Model, failure: lost }));
    expect(isWaiting(state)).toBe(true);
  }
  const hopeless = after(state, { type: 'model lost', model: state.model as Model, failure: lost });
  expect(hopeless).toMatchObject({ loading: undefined, photo: cut.photo, modelProblem: { failure: lost } });
  expect(isWaiting(hopeless)).toBe(false);
  const { model: last } = state as { model: Model };
  const recovered = after(state, {
    type: 'answered',
    answer: { photo: cut.photo, square: undefined, model: last, classes: [], runMs: 1 },
  });
  expect(recovered.attempts).toBe(0);
});

test('only the model in use is shown as opened again, also while another one loads', () => {
  const second = after(answered, asked('second'));
  const next = model(loadOf(second).request);
  const reopens = (each: Model): Action => ({ type: 'model reopens', model: each, failure: lost });
  expect(after(second, reopens(first)).reopening).toBe(lost);
  expect(after(second, reopens(next))).toBe(second);
  const inUse = after(second, { type: 'load ended', load: loadOf(second), model: next });
  expect(after(inUse, reopens(first))).toBe(inUse);
  expect(after(inUse, reopens(next)).reopening).toBe(lost);
});

test('a lost model is not loaded again while another one comes; where that fails the page goes back to it', () => {
  const second = after(answered, asked('second'));
  const homeless = after(second, { type: 'model lost', model: first, failure: lost });
  expect(homeless.loading).toBe(second.loading);
  const back = fail(homeless, failure('Foreign.'));
  expect(back.loading?.load).toEqual({ request: EMBEDDED_REQUEST, waitMs: 0 });
  expect(back.modelProblem?.failure).toEqual(failure('Foreign.'));
  expect(after(homeless, { type: 'load cancelled' }).loading?.load).toEqual({ request: EMBEDDED_REQUEST, waitMs: 0 });
});

test("one's own checkpoint is what is loaded again after a loss", () => {
  const second = end(after(answered, asked('second')));
  const again = after(second, { type: 'model lost', model: second.model as Model, failure: lost });
  expect(again.loading?.load.request).toBe(second.model?.request);
});

test('what only lacked a connection is tried again when there is one', () => {
  const offline = fail(START, failure('Offline.', 'connection'));
  expect(offline.loading).toBeUndefined();
  expect(after(offline, { type: 'connected' })).toMatchObject({
    loading: { load: { request: EMBEDDED_REQUEST } },
    modelProblem: undefined,
  });
  const foreign = fail(START, failure('Foreign.'));
  expect(after(foreign, { type: 'connected' })).toBe(foreign);
});

test('the model in use stays while another one loads; what an older load says is not listened to', () => {
  const progress = { stage: 'pack', loaded: 1, total: 2 } as const;
  const second = after(answered, asked('second'));
  const load = loadOf(second);
  expect(after(second, { type: 'load progressed', load, progress })).toMatchObject({
    model: first,
    loading: { load, progress },
  });
  const third = after(second, asked('third'));
  expect(after(third, { type: 'load progressed', load, progress })).toBe(third);
  expect(after(third, { type: 'load failed', load, failure: failure('Late.') })).toBe(third);
  expect(after(third, { type: 'load ended', load, model: model(load.request) }).loading).toBe(third.loading);
});

test('what is said of a model that failed goes when the person goes on, unless there is no other model', () => {
  const failed = after(answered, asked('second'));
  const told = after(failed, { type: 'load failed', load: loadOf(failed), failure: failure('Damaged.') });
  expect(told.modelProblem).toBeDefined();
  expect(after(told, { type: 'model problem left' })).toMatchObject({ model: first, modelProblem: undefined });
  const without: State = { ...told, model: undefined };
  expect(after(without, { type: 'model problem left' })).toBe(without);
});

test('a problem with a photo goes with the next photo, one with a model with the next load', () => {
  const troubled: State = {
    ...answered,
    photoProblem: failure('p'),
    modelProblem: { request: EMBEDDED_REQUEST, failure: failure('m') },
  };
  expect(after(troubled, { type: 'photo opened', photo: lemon }).photoProblem).toBeUndefined();
  expect(after(troubled, asked('second')).modelProblem).toBeUndefined();
});

test('the answer to the last square stays until the one to the next has come', () => {
  const square = { x: 1, y: 1, side: 2 };
  const move: Action = { type: 'square moved', square };
  const moving = after(answered, move);
  expect([isAnswered(moving), isUpToDate(moving), isWaiting(moving)]).toEqual([true, false, true]);
  const followed = after(moving, {
    type: 'answered',
    answer: { photo: lemon, square, model: first, classes: [], runMs: 1 },
  });
  expect([isUpToDate(followed), isWaiting(followed)]).toEqual([true, false]);
  expect(after(followed, cut).square).toBeUndefined();
  expect(after(START, move)).toBe(START);
});

test('a square that fails goes back to the last one that has an answer', () => {
  const square = { x: 1, y: 1, side: 2 };
  const failed = after(answered, { type: 'square moved', square }, { type: 'answer failed', failure: failure('No.') });
  expect(failed).toMatchObject({ photo: lemon, square: undefined, failed: { photo: lemon, square } });
  expect(isWaiting(failed)).toBe(false);
});
