import { expect, test } from 'vitest';
import { WeightsError } from '../../../core/errors';
import {
  bytesOf,
  dict,
  floats,
  latin1,
  legacyCheckpoint,
  tensor,
  type TensorText,
  text,
  tuple,
} from '../../../testing/checkpoints/pickles';
import { elsewhere } from '../../../testing/checkpoints/fileOf';
import { bytesInMemory } from '../../fileBytes';
import { BlockCache } from '../blocks';
import { containerOf } from '../container';
import { headOf } from '../magic';
import { parseTorchLegacy } from './torchLegacy';

const isTorchLegacy = async (file: ArrayBuffer): Promise<boolean> =>
  containerOf(await headOf(bytesInMemory(file)))?.magic.some(({ until }) => until !== undefined) === true; // no zip has it

const VECTOR: TensorText = { key: 'k', count: 3, shape: [3], strides: [1], view: 'N' };
const VALUE = dict({ w: tensor(VECTOR) });
const STORAGE = { key: 'k', count: 3, data: floats(1, 2, 3) };
const OTHER = { key: 'j', count: 1, data: floats(9) };
const read = async (file: ArrayBuffer, name = 'w'): Promise<number[]> => [
  ...((await (await parseTorchLegacy(elsewhere(file), new BlockCache(7))).stateDict.get(name)?.read()) ?? []),
];

test('storages follow in the order of their list', async () => {
  const both = dict({ w: tensor(VECTOR), v: tensor({ ...VECTOR, key: 'j', count: 1, shape: [1] }) });
  for (const storages of [
    [STORAGE, OTHER],
    [OTHER, STORAGE],
  ]) {
    const file = legacyCheckpoint(both, storages);
    expect(await isTorchLegacy(file)).toBe(true);
    expect([await read(file), await read(file, 'v')]).toEqual([[1, 2, 3], [9]]);
  }
});

test('other files are told apart', async () => {
  expect(await isTorchLegacy(new ArrayBuffer(0))).toBe(false);
  expect(await isTorchLegacy(bytesOf('\x80\x02}.').buffer)).toBe(false);
});

const cut = (bytes: number): ArrayBuffer => legacyCheckpoint(VALUE, [STORAGE]).slice(0, -bytes);

test.each<[string, ArrayBuffer, RegExp]>([
  ['another version', legacyCheckpoint(VALUE, [STORAGE], { version: 1002 }), /has version 1002, expected 1001/],
  ['a big-endian machine', legacyCheckpoint(VALUE, [STORAGE], { littleEndian: false }), /is big-endian/],
  ['a storage cut short', cut(1), /needs 12 bytes at byte \d+, with 11 there/],
  ['a storage cut off', cut(12), /needs 12 bytes at byte \d+, with 0 there/],
  ['a count cut short', cut(13), /needs 4 bytes at byte \d+, with 3 there/],
  [
    'a storage of another count',
    legacyCheckpoint(VALUE, [{ ...STORAGE, count: 4 }]),
    /has 4 elements in storage "k", expected 3/,
  ],
  [
    'a storage of a negative count',
    legacyCheckpoint(VALUE, [{ ...STORAGE, count: -1 }]),
    /has 18446744073709552000 elements/,
  ],
  ['a storage that nobody uses', legacyCheckpoint(VALUE, [STORAGE, OTHER]), /lists a storage "j" that no tensor uses/],
  ['a storage that is not listed', legacyCheckpoint(VALUE), /does not list storage "k"/],
  ['no list of storages', legacyCheckpoint(`${VALUE}.\x80\x02}.\x80\x02}`), /has no list of storages/],
  [
    'a pickled module',
    legacyCheckpoint(`${tuple(text('module'), 'cnet\nNet\n', 'N', 'N')}Q`),
    /holds net\.Net, expected a state dict/,
  ],
])('%s gives one sentence on one line', async (_, file, message) => {
  await expect(read(file)).rejects.toThrow(WeightsError);
  await expect(read(file)).rejects.toThrow(message);
  await expect(read(file)).rejects.toThrow(/^[^\n]{20,400}[^.\n]$/);
});

test('pickles of any length are read, and those without an end refused', async () => {
  const words = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`long${i}`, text(`${i}`.repeat(900_000))]));
  const file = legacyCheckpoint(dict({ ...words, w: tensor(VECTOR) }), [STORAGE]);
  expect(await read(file)).toEqual([1, 2, 3]);
  await expect(read(file.slice(0, 3_000_000))).rejects.toThrow(/needs 900000 bytes at byte \d+, with \d+ there/);
});

test('the magic number may stand in a frame', async () => {
  const plain = latin1(new Uint8Array(legacyCheckpoint(VALUE, [STORAGE])));
  const framed = bytesOf(plain.replace('\x80\x02\x8a', () => '\x80\x04\x95\x0d\0\0\0\0\0\0\0\x8a')).buffer;
  expect(await isTorchLegacy(framed)).toBe(true);
  expect(await read(framed)).toEqual([1, 2, 3]);
});
