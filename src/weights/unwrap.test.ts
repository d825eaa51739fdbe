import { expect, test } from 'vitest';
import { WeightsError } from '../core/errors';
import { type PickleDict, type PickleValue, Tuple } from './pickleValues';
import { Storage, StorageView } from './torchStorage';
import { StridedTensor } from './torchTensor';
import { unwrapTensors } from './unwrap';

const view = new StorageView(new Storage('0', 4, 4), 'F32', 0, 4);
const tensor = (): StridedTensor => new StridedTensor(view, 'F32', 0, [], []);
const dict = (entries: Record<string, PickleValue>): PickleDict => new Map(Object.entries(entries));

const WANTED = tensor();
const other = (): PickleDict => dict({ other: tensor() });
const wanted = (): PickleDict => dict({ w: WANTED });

test.each<[string, PickleDict]>([
  ['a state dict', wanted()],
  ['a state dict among other things', dict({ epoch: 3, w: WANTED, args: dict({ lr: 1 }), list: [tensor()] })],
  ['state_dict', dict({ epoch: 3, state_dict: wanted() })],
  ['model', dict({ optimizer: dict({ state: dict({ '0': other() }) }), model: wanted() })],
  ['net', dict({ net: wanted(), acc: tensor() })],
  ['model in state_dict', dict({ state_dict: dict({ model: wanted() }) })],
  ['module in an EMA', dict({ ema: dict({ module: wanted(), decay: 1 }) })],
  ['state_dict before an EMA', dict({ state_dict_ema: other(), state_dict: wanted() })],
  ['model before an EMA', dict({ model_ema: other(), model: wanted() })],
  ['an EMA where nothing else is', dict({ model: dict({}), state_dict_ema: wanted() })],
  ['state_dict before model', dict({ model: other(), state_dict: wanted() })],
  ['a wrapper that is a text', dict({ model: 'resnest50', state_dict: wanted() })],
  ['a wrapper that holds a configuration', dict({ model: dict({ name: 'resnest50' }), w: WANTED })],
  ['any other dict', dict({ optimizer: dict({ state: dict({ x: other() }) }), resnest50: wanted() })],
  ['keys that are not texts', new Map<PickleValue, PickleValue>([...wanted(), [1, tensor()], [null, tensor()]])],
])('finds the tensors: %s', (_, checkpoint) => {
  expect([...unwrapTensors(checkpoint)]).toEqual([['w', WANTED]]);
  expect(unwrapTensors(checkpoint).get('w')).toBe(WANTED);
});

const cyclic = dict({});
for (const key of ['state_dict', 'model', 'net', 'module', 'ema']) cyclic.set(key, cyclic);

test.each<[string, PickleValue, RegExp]>([
  ['a list', [WANTED], /holds a list, expected a state dict/],
  ['a tuple', new Tuple([wanted()]), /holds a tuple/],
  ['a tensor', WANTED, /holds a tensor/],
  ['None', null, /holds None/],
  ['a text', 'weights', /holds a text/],
  ['an empty dict', dict({}), /a dict without a state dict \(its keys: none\)/],
  ['a dict of numbers', dict({ a: 1, b: 2, c: 3, d: 4 }), /\(its keys: "a", "b", "c" and 1 more\)/],
  ['a dict in itself', cyclic, /a dict without a state dict \(its keys: "state_dict", "model", "net" and 2 more\)/],
])('%s gives one sentence on one line', (_, checkpoint, message) => {
  expect(() => unwrapTensors(checkpoint)).toThrow(WeightsError);
  expect(() => unwrapTensors(checkpoint)).toThrow(message);
  expect(() => unwrapTensors(checkpoint)).toThrow(/^[^\n]{20,400}[^.\n]$/);
});
