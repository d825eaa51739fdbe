import { expect, test } from 'vitest';
import { models } from '../index';
import { en } from './language/en';
import { EMBEDDED, EMBEDDED_REQUEST, optionsOf, titleOf } from './modelRequest';

test('a request says which model, with which weights and labels', async () => {
  const weights = new File(['weights'], 'flowers.safetensors');
  const request = { origin: 'own', variant: 'resnest50', weights, labels: new File(['rose\ntulip'], 'l.txt') } as const;
  expect(titleOf(request, en)).toBe('resnest50 from flowers.safetensors');
  expect(await optionsOf(request)).toEqual({ model: 'resnest50', weights, labels: ['rose', 'tulip'] });
  const config = new File(['\uFEFF{"num_classes":2}'], 'config.json');
  expect(await optionsOf({ ...request, config })).toMatchObject({ configFile: { num_classes: 2 } });
  await expect(optionsOf({ ...request, config: new File(['{num_classes'], 'config.json') })).rejects.toThrow(
    'config.json is not JSON',
  );
  expect(await optionsOf({ ...request, labels: undefined })).toEqual({
    model: 'resnest50',
    weights,
    labels: undefined,
  });
  expect(await optionsOf(EMBEDDED_REQUEST)).toEqual({});
  const named = { origin: 'published', name: 'resnest50d.in1k' } as const;
  expect([titleOf(named, en), await optionsOf(named)]).toEqual(['resnest50d.in1k', { model: 'resnest50d.in1k' }]);
});

test('the embedded model is what the menu says', () => {
  expect(models).toContainEqual(expect.objectContaining(EMBEDDED));
});
