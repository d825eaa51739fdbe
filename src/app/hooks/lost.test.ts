import { expect, test } from 'vitest';
import { DeviceLostError, ImageError } from '../../index';
import { failureOf } from '../failures';
import { unlessLost } from './lost';
import type { Action, Model } from '../state';

test('a failure that waiting cures is the loss of the model, and any other is shown', () => {
  const model = { request: { origin: 'embedded' } } as Model;
  const told: Action[] = [];
  const find = (error: Error) =>
    unlessLost(failureOf(error, { on: 'photo', name: 'a.png' }), model, (action) => void told.push(action));
  expect(find(new ImageError('damaged', 'torn'))?.code).toBe('photo-damaged');
  expect(told).toEqual([]);
  expect(find(new DeviceLostError('lost', 'gone'))).toBeUndefined();
  expect(told).toMatchObject([{ type: 'model lost', model, failure: { code: 'device-lost' } }]);
});
