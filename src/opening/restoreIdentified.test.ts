import { expect, test } from 'vitest';
import { resolveConfig } from '../model/config';
import { restoreIdentified } from './restoreIdentified';

const layers = [{ type: 'linear', path: 'fc', outFeatures: 10, bias: true }];

/** A model as notes hold it, but for its head. */
const kept = {
  name: 'custom ResNeSt',
  config: resolveConfig({ layers: [1, 1, 1, 1], numClasses: 10 }),
  assumed: [],
  unused: [],
  inputSize: [224, 224],
  preprocessing: {
    ...{ recipe: 'timm', interpolation: 'bilinear', cropPct: 0.875 },
    ...{ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  },
  labels: [],
};

test('a note from before heads had kinds is the note of a classifier', () => {
  const head = { pool: { type: 'avg' }, layers };
  const restored = restoreIdentified(JSON.parse(JSON.stringify({ ...kept, head })));
  expect(restored).toEqual({ ...kept, head: { kind: 'classifier', ...head } });
});

test('a note of today is as it was written', () => {
  const whole = { ...kept, head: { kind: 'classifier', pool: { type: 'avg' }, layers } };
  expect(restoreIdentified(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
});

test.each([{ kind: 'odd', layers, pool: { type: 'avg' } }, { layers, pool: { type: 'odd' } }, { layers }, undefined])(
  'a note with the head %j is no model',
  (head) => expect(restoreIdentified({ ...kept, head })).toBeUndefined(),
);
