import { expect, test } from 'vitest';
import { models } from '../index';
import { EMBEDDED, optionsOf, readLabels, titleOf } from './modelRequest';

test.each([
  ['a JSON array', ' ["tench", "great white shark"]\n', ['tench', 'great white shark']],
  ['one a line', 'tench\r\ngreat white shark\r\n', ['tench', 'great white shark']],
  ['one a line, one of them unnamed', 'tench\n\nshark', ['tench', '', 'shark']],
])('labels are read from %s', (_, text, labels) => {
  expect(readLabels('labels', text)).toEqual(labels);
});

test.each([
  ['nothing', ' \n', 'l.json holds no labels'],
  ['a JSON array of other things', '[1, 2]', 'l.json is not a JSON array of strings'],
  ['broken JSON', '["tench", ', 'l.json is not a JSON array of strings'],
])('%s is no list of labels', (_, text, message) => {
  expect(() => readLabels('l.json', text)).toThrow(message);
});

test('a request says which model, with which weights and labels', async () => {
  const weights = new File(['weights'], 'flowers.safetensors');
  const request = { origin: 'own', variant: 'resnest50', weights, labels: new File(['rose\ntulip'], 'l.txt') } as const;
  expect(titleOf(request)).toBe('resnest50 from flowers.safetensors');
  expect(await optionsOf(request)).toEqual({ model: 'resnest50', weights, labels: ['rose', 'tulip'] });
  expect(await optionsOf({ ...request, labels: undefined })).toEqual({
    model: 'resnest50',
    weights,
    labels: undefined,
  });
  expect(await optionsOf({ origin: 'embedded' })).toEqual({});
});

test('the embedded model is what the menu says', () => {
  expect(models).toContainEqual(expect.objectContaining(EMBEDDED));
});
