import { expect, test } from 'vitest';
import { WeightsError } from '../../../core/errors';
import { Inert, type PickleDict, type PickleValue, Tuple } from '../pickle/values';
import { StorageView, TorchStorage } from './torchStorage';
import { UnreadTensor } from './torchValues';
import { StridedTensor } from './torchTensor';
import { unwrapTensors } from './unwrap';

let storages = 0;
const tensor = (shape: readonly number[] = [1, 1]): StridedTensor => {
  const view = new StorageView(new TorchStorage(String(storages++), 4, 4), 'F32', 0, 4);
  return new StridedTensor(view, 'F32', 0, shape, shape);
};
const dict = (entries: Record<string, PickleValue>): PickleDict => new Map(Object.entries(entries));

/** The least that shows a network, under `prefix`. */
const network = (prefix = ''): PickleDict =>
  dict({ [`${prefix}conv1.weight`]: tensor(), [`${prefix}layer1.0.conv1.weight`]: tensor() });
const WANTED = network();
const namesOf = (value: PickleDict): unknown[] => [...value.keys()];
const optimizer = (): PickleDict => dict({ state: new Map([[0, dict({ exp_avg: tensor() })]]), lr: 1 });

test.each<[string, PickleValue]>([
  ['a state dict', WANTED],
  ['state_dict', dict({ epoch: 3, optimizer: optimizer(), state_dict: WANTED })],
  ['model', dict({ optimizer: optimizer(), model: WANTED })],
  ['net', dict({ net: WANTED, acc: tensor() })],
  ['model in state_dict', dict({ state_dict: dict({ model: WANTED }) })],
  ['state_dict in checkpoint', dict({ checkpoint: dict({ state_dict: WANTED }) })],
  ['model in state', dict({ epoch: 1, state: dict({ model: WANTED, optimizer: optimizer() }) })],
  ['module in an EMA', dict({ ema: dict({ module: WANTED, decay: 1 }) })],
  ['best_model, with a tensor beside', dict({ loss: tensor([]), best_model: WANTED })],
  ['net_state_dict, with a tensor beside', dict({ net_state_dict: WANTED, loss: tensor([]) })],
  ['a wrapper of other tensors', dict({ state_dict: dict({ loss: tensor() }), resnest: WANTED })],
  ['a tuple', new Tuple([WANTED, 3])],
  ['a list in a dict', dict({ folds: [dict({ weights: WANTED })] })],
  ['an EMA where nothing else is', dict({ model: dict({}), state_dict_ema: WANTED })],
  ['a wrapper that is a text', dict({ model: 'resnest50', state_dict: WANTED })],
  ['a wrapper that holds a configuration', dict({ model: dict({ name: 'resnest50' }), w: WANTED })],
  ['objects beside', dict({ model: new Inert('a.Net', network()), cfg: new Inert('yacs.CfgNode'), sd: WANTED })],
  ['the same weights twice', dict({ model: WANTED, state_dict: new Map(WANTED) })],
])('finds the network: %s', (_, checkpoint) => {
  expect(unwrapTensors(checkpoint)).toEqual({ tensors: WANTED, unreadable: new Map(), notes: [] });
});

test.each<[string, PickleDict, string]>([
  [
    'state_dict before an EMA',
    dict({ state_dict_ema: network(), state_dict: WANTED }),
    'took the weights under "state_dict", not those under "state_dict_ema"',
  ],
  [
    'model before an EMA',
    dict({ ema: dict({ module: network() }), model: WANTED }),
    'took the weights under "model", not those under "ema.module"',
  ],
  [
    'state_dict before model',
    dict({ model: network(), state_dict: WANTED }),
    'took the weights under "state_dict", not those under "model"',
  ],
  ['the first of equals', dict({ student: WANTED, teacher: network('backbone.') }), 'the weights under "student", not'],
  [
    'the first of a list',
    dict({ folds: [WANTED, network()] }),
    'the weights under "folds.0", not those under "folds.1"',
  ],
  [
    'any before an EMA',
    dict({ net_ema: network(), generator: WANTED }),
    'the weights under "generator", not those under "net_ema"',
  ],
])('chooses, and says so: %s', (_, checkpoint, note) => {
  const { tensors, notes } = unwrapTensors(checkpoint);
  expect(tensors).toEqual(WANTED);
  expect(notes).toEqual([expect.stringContaining(note)]);
});

test('values that are no tensors are left out, tensors that cannot be read are named', () => {
  const [stem, block] = WANTED.values();
  const checkpoint = new Map<PickleValue, PickleValue>([
    ...WANTED,
    [1, tensor()],
    [null, tensor()],
    ...dict({ epoch: 3, cfg: new Inert('a.Config'), mask: new UnreadTensor('a sparse tensor') }),
    ...dict({ 'fc.bias': new Inert('torchao.Packed') }),
  ]);
  const { tensors, unreadable } = unwrapTensors(checkpoint);
  expect([...tensors.values()]).toEqual([stem, block]);
  expect([...unreadable]).toEqual([
    ['mask', 'a sparse tensor'],
    ['fc.bias', 'a tensor made by torchao.Packed'],
  ]);
});

test('a classifier that was saved by itself is put beside its backbone', () => {
  const head = dict({ weight: tensor(), bias: tensor() });
  const checkpoint = dict({ model: dict({ backbone: WANTED, head, optimizer: optimizer() }) });
  expect([...unwrapTensors(checkpoint).tensors.keys()]).toEqual([
    ...namesOf(WANTED).map((name) => `backbone.${name}`),
    'head.weight',
    'head.bias',
  ]);
});

test('without a network any tensors are found, for the error to name what they lack', () => {
  const other = dict({ w: tensor() });
  expect(unwrapTensors(dict({ optimizer: optimizer(), state_dict: other })).tensors).toEqual(other);
  expect(unwrapTensors(dict({ optimizer: optimizer(), bert: other })).tensors).toEqual(other);
});

/** An object whose attributes are those of a torch.nn.Module. */
const moduleNamed = (name: string): Inert =>
  new Inert(name, new Tuple([]), dict({ _modules: dict({}), _parameters: WANTED, _buffers: dict({}) }));
const holding = (name: string, ...held: PickleValue[]): Inert => new Inert(name, ...held);
function itemed(name: string, items: PickleDict): Inert {
  const inert = new Inert(name);
  inert.items = items;
  return inert;
}

const cyclic = dict({});
for (const key of ['state_dict', 'model', 'net', 'module', 'ema']) cyclic.set(key, cyclic);
const cyclicObject = new Inert('a.B');
cyclicObject.hold([cyclicObject]);

test.each<[string, PickleValue, RegExp]>([
  ['a list', [tensor()], /holds a list, expected a state dict/],
  ['a tuple', new Tuple([1]), /holds a tuple/],
  ['a tensor', tensor(), /holds a tensor/],
  ['None', null, /holds None/],
  ['a text', 'weights', /holds a text/],
  ['an object', new Inert('uuid.UUID'), /holds uuid\.UUID, expected a state dict/],
  ['an object in itself', cyclicObject, /holds a\.B, expected/],
  ['an empty dict', dict({}), /a dict without a state dict \(its keys: none\)/],
  ['a dict of numbers', dict({ a: 1, b: 2, c: 3, d: 4 }), /\(its keys: "a", "b", "c" and 1 more\)/],
  ['a dict in itself', cyclic, /a dict without a state dict \(its keys: "state_dict", "model", "net" and 2 more\)/],
  [
    'a whole module',
    moduleNamed('timm.ResNet'),
    /is a whole pickled module \(timm\.ResNet\), .* torch\.save\(model\.state/,
  ],
  [
    'a module beside tensors',
    dict({ model: moduleNamed('a.Net'), optimizer: optimizer() }),
    /whole pickled module \(a\.Net\)/,
  ],
  [
    'a module in an object',
    holding('fastai.Learner', dict({ model: moduleNamed('a.Net') })),
    /whole pickled module \(a\.Net\)/,
  ],
  [
    'a dict of an unknown class',
    itemed('easydict.EasyDict', WANTED),
    /keeps its weights in an object of easydict\.EasyDict,/,
  ],
  [
    'a dict in one of an unknown class',
    dict({ loss: tensor(), a: itemed('a.Dict', dict({ state_dict: itemed('b.Dict', WANTED) })) }),
    /in an object of a\.Dict,/,
  ],
  [
    'a state dict in attributes',
    holding('types.SimpleNamespace', dict({ state_dict: WANTED })),
    /of types\.SimpleNamespace,/,
  ],
])('%s gives one sentence on one line', (_, checkpoint, message) => {
  expect(() => unwrapTensors(checkpoint)).toThrow(WeightsError);
  expect(() => unwrapTensors(checkpoint)).toThrow(message);
  expect(() => unwrapTensors(checkpoint)).toThrow(/^[^\n]{20,400}[^.\n]$/);
});

test('a deep file costs no more than its values', () => {
  let deep: PickleDict = WANTED;
  for (let i = 0; i < 100_000; i++)
    deep = new Map<PickleValue, PickleValue>([
      ['a', deep],
      [`b${i}`, WANTED],
    ]);
  expect(unwrapTensors(deep).tensors).toEqual(WANTED);
  const manifold: PickleValue[] = [WANTED];
  for (let i = 0; i < 10; i++) manifold.push(manifold.slice());
  expect(unwrapTensors(new Tuple(manifold)).tensors).toEqual(WANTED);
});
