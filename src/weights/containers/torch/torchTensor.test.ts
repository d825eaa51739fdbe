import { expect, test } from 'vitest';
import { WeightsError } from '../../../core/errors';
import {
  called,
  dict,
  floats,
  int,
  named,
  tensor,
  type TensorText,
  text,
  tuple,
  zipCheckpoint,
} from '../../../testing/checkpoints/pickles';
import { elsewhere } from '../../../testing/checkpoints/fileOf';
import type { Contents } from '../../stateDict';
import { BlockCache } from '../blocks';
import { parseTorchZip } from './torchZip';

const STORAGE = floats(0, 1, 2, 3, 4, 5);
const file = (value: string, data = STORAGE): ArrayBuffer => zipCheckpoint(dict({ w: value }), { 0: data });
const strided = (shape: readonly number[], strides: readonly number[], rest: Partial<TensorText> = {}): ArrayBuffer =>
  file(tensor({ count: 6, shape, strides, ...rest }));
const parse = (bytes: ArrayBuffer): Promise<Contents> => parseTorchZip(elsewhere(bytes), new BlockCache(7));
const read = async (bytes: ArrayBuffer): Promise<number[]> => [
  ...((await (await parse(bytes)).stateDict.get('w')?.read()) ?? []),
];

test.each<[string, ArrayBuffer, number[]]>([
  ['in a row', strided([2, 3], [3, 1]), [0, 1, 2, 3, 4, 5]],
  ['transposed', strided([3, 2], [1, 3]), [0, 3, 1, 4, 2, 5]],
  ['from an offset', strided([2], [1], { offset: 4 }), [4, 5]],
  ['by steps', strided([3], [2], { offset: 1 }), [1, 3, 5]],
  ['repeated', strided([2, 2], [0, 1]), [0, 1, 0, 1]],
  ['in three axes', strided([3, 1, 2], [1, 99, 3]), [0, 3, 1, 4, 2, 5]],
  ['as windows that overlap', strided([3, 2], [2, 1]), [0, 1, 2, 3, 4, 5]],
  ['as windows that overlap more', strided([2, 3], [1, 2]), [0, 2, 4, 1, 3, 5]],
  ['a single one', strided([], [], { offset: 5 }), [5]],
  ['none at all, wherever', strided([3, 0, 2 ** 30], [1, 1, 1], { offset: 99 }), []],
  ['of a view', strided([2], [1], { view: tuple(text('v'), int(3), int(2)) }), [3, 4]],
  ['of a view that is None', strided([2], [1], { view: 'N' }), [0, 1]],
])('elements %s, all or some', async (_, bytes, expected) => {
  expect(await read(bytes)).toEqual(expected);
  const stored = (await parse(bytes)).stateDict.get('w');
  for (let begin = 0; begin < expected.length; begin++)
    for (let end = begin; end <= expected.length; end++)
      expect([...((await stored?.read(begin, end)) ?? [])]).toEqual(expected.slice(begin, end));
});

test('elements of another type than their storage', async () => {
  const untyped = tuple(text('storage'), named('torch.storage', 'UntypedStorage'), text('0'), text('cpu'), int(24));
  const rebuilt = (dtype: string): string =>
    called(
      named('torch._utils', '_rebuild_tensor_v3'),
      `${untyped}Q`,
      int(1),
      tuple(int(2)),
      tuple(int(1)),
      '\x89',
      'N',
      dtype,
    );
  expect(await read(file(rebuilt(named('torch', 'float32'))))).toEqual([1, 2]);
  const halves = (await parse(file(rebuilt(named('torch', 'float16'))))).stateDict.get('w');
  expect(halves).toMatchObject({ dtype: 'F16', shape: [2] });
  await expect(read(file(rebuilt('N')))).rejects.toThrow(/has an unknown type/);
});

test.each<[string, ArrayBuffer, RegExp]>([
  [
    'an offset past the storage',
    strided([1], [1], { offset: 6 }),
    /"w" \[1\] .* reaches to byte 28 of storage "0", which has 24/,
  ],
  ['a shape past the storage', strided([7], [1]), /"w" \[7\] .* reaches to byte 28/],
  ['strides past the storage', strided([2, 3], [4, 1]), /"w" \[2, 3\] .* reaches to byte 28/],
  [
    'sizes past all bounds',
    strided(new Array<number>(60).fill(2 ** 30), new Array<number>(60).fill(2 ** 30)),
    /reaches to byte/,
  ],
  ['a shape that repeats too often', strided([2 ** 15, 2 ** 15], [0, 0]), /repeats its elements too often/],
  ['a negative size', strided([-1], [1]), /a shape and strides that are not equally long lists of sizes/],
  ['a negative stride', strided([2], [-1], { offset: 3 }), /a shape and strides that are not/],
  ['a negative offset', strided([2], [1], { offset: -1 }), /an offset that is not a whole number/],
  ['fewer strides than sizes', strided([2, 2], [1]), /a shape and strides that are not equally long lists of sizes/],
  ['too many axes', strided(new Array<number>(65).fill(1), new Array<number>(65).fill(1)), /a shape and strides/],
  [
    'a view past its storage',
    strided([1], [1], { view: tuple(text('v'), int(3), int(4)) }),
    /view of storage "0" .* past its 24 bytes/,
  ],
  ['a view that is a number', strided([1], [1], { view: int(1) }), /view of storage "0"/],
  [
    'elements past their view',
    strided([3], [1], { view: tuple(text('v'), int(3), int(2)) }),
    /reaches to byte 12 of storage "0", which has 8/,
  ],
  [
    'a storage of negative count',
    strided([1], [1], { count: -6 }),
    /refers to something outside its pickle that is not a storage/,
  ],
  [
    'a storage of two sizes',
    zipCheckpoint(
      dict({ w: tensor({ count: 6, shape: [1], strides: [1] }), v: tensor({ count: 5, shape: [1], strides: [1] }) }),
      { 0: STORAGE },
    ),
    /gives storage "0" first 24, then 20 bytes/,
  ],
])('%s gives one sentence on one line', async (_, bytes, message) => {
  await expect(read(bytes)).rejects.toThrow(WeightsError);
  await expect(read(bytes)).rejects.toThrow(message);
  await expect(read(bytes)).rejects.toThrow(/^[^\n]{20,400}[^.\n]$/);
});

function negated(): string {
  const plain = tensor({ count: 6, shape: [1], strides: [1] });
  return `${plain.slice(0, -2)}${dict({ neg: '\x88' })}tR`;
}

const STORED = tuple(text('storage'), named('torch', 'FloatStorage'), text('0'), text('cpu'), int(6));
const SIZES = [`${STORED}Q`, int(0), tuple(int(2)), tuple(int(1)), '\x89', '}'];
const fromType = (rebuild: string, type: string): string =>
  called(named('torch._tensor', '_rebuild_from_type_v2'), rebuild, type, tuple(...SIZES), 'N');
const REBUILD = named('torch._utils', '_rebuild_tensor_v2');

test.each<[string, string, string]>([
  ['complex numbers', tensor({ count: 3, type: 'ComplexFloatStorage', shape: [1], strides: [1] }), 'a complex tensor'],
  ['a lazy negation', negated(), 'a lazily negated or conjugated tensor'],
  ['quantised', called(named('torch._utils', '_rebuild_qtensor'), ...SIZES), 'a quantised tensor'],
  ['sparse', called(named('torch._utils', '_rebuild_sparse_tensor'), 'N', ')'), 'a sparse tensor'],
  [
    'a parameter of it',
    called(
      named('torch._utils', '_rebuild_parameter'),
      called(named('torch._utils', '_rebuild_sparse_tensor'), 'N', ')'),
      '\x88',
      '}',
    ),
    'a sparse tensor',
  ],
  [
    'a type that nobody knows',
    called(named('torch._utils', '_rebuild_tensor_v3'), ...SIZES, named('torch', 'float4'), '}'),
    'a tensor of torch.float4',
  ],
  [
    'a storage that nobody knows',
    tensor({ count: 3, type: 'FooStorage', shape: [1], strides: [1] }),
    'a tensor of torch.FooStorage',
  ],
  ['a class that nobody knows', fromType(REBUILD, named('torchao', 'Packed')), 'a tensor made by torchao.Packed'],
  [
    'a function that nobody knows',
    fromType(named('torchao', 'rebuild'), named('torch', 'Tensor')),
    'a tensor made by torchao.rebuild',
  ],
])('%s beside weights cannot be read, and harms nobody', async (_, other, kind) => {
  const plain = tensor({ count: 6, shape: [1], strides: [1] });
  const checkpoint = zipCheckpoint(dict({ other, w: plain }), { 0: STORAGE });
  const { stateDict, unreadable } = await parse(checkpoint);
  expect([...stateDict.keys()]).toEqual(['w']);
  expect([...unreadable]).toEqual([['other', kind]]);
});

test('a parameter with attributes is a plain tensor', async () => {
  const parameter = fromType(REBUILD, named('torch.nn.parameter', 'Parameter'));
  const { stateDict } = await parse(zipCheckpoint(dict({ w: parameter }), { 0: STORAGE }));
  expect(stateDict.get('w')).toMatchObject({ dtype: 'F32', shape: [2] });
});
