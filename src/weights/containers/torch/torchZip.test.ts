import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { WeightsError } from '../../../core/errors';
import {
  bytesOf,
  dict,
  floats,
  int,
  latin1,
  pickle,
  tensor,
  type TensorText,
  zipCheckpoint,
  type ZipFile,
  zipOf,
} from '../../../testing/checkpoints/pickles';
import { crc32 } from '../../../core/bits/crc32';
import { elsewhere } from '../../../testing/checkpoints/fileOf';
import type { Contents } from '../../stateDict';
import { BlockCache } from '../blocks';
import { parseTorchZip } from './torchZip';

const VECTOR: TensorText = { count: 3, shape: [3], strides: [1] };
const DATA = floats(1, 2, 3);
const PICKLE: ZipFile = { name: 'archive/data.pkl', data: pickle(dict({ w: tensor(VECTOR) })) };
const STORAGE: ZipFile = { name: 'archive/data/0', data: DATA };

const deflated = (file: ZipFile): ZipFile => ({
  ...file,
  data: latin1(deflateRawSync(bytesOf(file.data))),
  method: 8,
  size: file.data.length,
  crc: crc32(bytesOf(file.data)),
});
const parse = (bytes: ArrayBuffer): Promise<Contents> => parseTorchZip(elsewhere(bytes), new BlockCache(7));
const read = async (file: ArrayBuffer): Promise<number[]> => [
  ...((await (await parse(file)).stateDict.get('w')?.read()) ?? []),
];
const one = (change: Partial<TensorText>, data = DATA): ArrayBuffer =>
  zipCheckpoint(dict({ w: tensor({ ...VECTOR, ...change }) }), { 0: data });

test.each<[string, ArrayBuffer]>([
  [
    'under any folder',
    zipOf(
      [
        { ...PICKLE, name: 'résumé 1/data.pkl'.normalize() },
        { ...STORAGE, name: 'résumé 1/data/0' },
      ].map(utf8),
    ),
  ],
  [
    'under two folders',
    zipOf([
      { ...PICKLE, name: 'a/b/data.pkl' },
      { ...STORAGE, name: 'a/b/data/0' },
    ]),
  ],
  [
    'under no folder',
    zipOf([
      { ...PICKLE, name: 'data.pkl' },
      { ...STORAGE, name: 'data/0' },
    ]),
  ],
  ['in any order', zipOf([STORAGE, PICKLE])],
  [
    'beside other files',
    zipOf([PICKLE, STORAGE, { name: 'archive/version', data: '3\n' }, { name: 'archive/byteorder', data: 'little' }]),
  ],
  [
    'without checksums',
    zipOf([
      { ...PICKLE, crc: 0 },
      { ...STORAGE, crc: 0 },
    ]),
  ],
  ['deflated', zipOf([deflated(PICKLE), deflated(STORAGE)])],
  ['unaligned', zipOf([PICKLE, STORAGE, { name: 'x', data: 'x' }].toReversed())],
])('reads a checkpoint %s', async (_, file) => {
  expect(await read(file)).toEqual([1, 2, 3]);
});

function utf8(file: ZipFile): ZipFile {
  return { ...file, name: latin1(new TextEncoder().encode(file.name)) };
}

const bomb = (size: number, content: string): ZipFile => ({
  ...deflated({ name: 'archive/data/0', data: content }),
  size,
  crc: 0,
});

test.each<[string, ArrayBuffer, RegExp]>([
  ['no storage', zipOf([PICKLE]), /has no file data\/"0" for a storage/],
  ['no pickle', zipOf([STORAGE]), /is a zip archive, but not a PyTorch checkpoint \(it holds "archive\/data\/0"\)/],
  ['two checkpoints', zipOf([PICKLE, { ...PICKLE, name: 'b/data.pkl' }]), /holds 2 checkpoints \("archive\/", "b\/"\)/],
  ['a TorchScript module', zipOf([PICKLE, { name: 'archive/constants.pkl', data: '' }]), /is a TorchScript module/],
  [
    'big-endian storages',
    zipOf([PICKLE, STORAGE, { name: 'archive/byteorder', data: 'big' }]),
    /has the byte order "big", expected "little"/,
  ],
  [
    'a wrong checksum of the pickle',
    zipOf([{ ...PICKLE, crc: 1 }, STORAGE]),
    /entry "archive\/data\.pkl" .* wrong checksum/,
  ],
  [
    'a wrong checksum of a storage',
    zipOf([PICKLE, { ...STORAGE, crc: 1 }]),
    /entry "archive\/data\/0" .* wrong checksum/,
  ],
  ['a short storage', one({}, DATA.slice(1)), /storage "0" of the checkpoint has 11 bytes, expected 12/],
  ['a storage that is short of its count', one({ count: 4 }), /has 12 bytes, expected 16/],
  [
    'an unknown method',
    zipOf([PICKLE, { ...STORAGE, method: 12 }]),
    /is packed by method 12, expected 0 \(stored\) or 8/,
  ],
  [
    'a bomb that claims too much',
    zipOf([PICKLE, bomb(2 ** 20, DATA)]),
    /claims 1048576 bytes unpacked, more than \d+ can hold/,
  ],
  [
    'a bomb that claims too little',
    zipOf([PICKLE, bomb(12, '\0'.repeat(5_000_000))]),
    /unpacks to more than the 12 bytes that it claims/,
  ],
  ['a bomb in many parts', zipOf([PICKLE, bomb(2 ** 31, '')]), /unpacks to more than 167\d+ bytes; pack it anew/],
  ['deflated data that breaks off', zipOf([PICKLE, bomb(13, DATA)]), /unpacks to 12 bytes, expected 13/],
  [
    'deflated data that is none',
    zipOf([PICKLE, { ...STORAGE, data: 'garbage', method: 8, size: 12 }]),
    /cannot be unpacked/,
  ],
  ['another persistent id', zipCheckpoint(`${dict({})}Q`), /outside its pickle that is not a storage \(a dict\)/],
  ['a number for a checkpoint', zipCheckpoint(int(1)), /holds a number, expected a state dict/],
])('%s gives one sentence on one line', async (_, file, message) => {
  await expect(read(file)).rejects.toThrow(WeightsError);
  await expect(read(file)).rejects.toThrow(message);
  await expect(read(file)).rejects.toThrow(/^[^\n]{20,400}[^.\n]$/);
});

test('a storage that only ignored tensors use may be missing', async () => {
  const file = zipCheckpoint(
    dict({ state_dict: dict({ w: tensor(VECTOR) }), optimizer: dict({ state: tensor({ ...VECTOR, key: '1' }) }) }),
    { 0: DATA },
  );
  expect(await read(file)).toEqual([1, 2, 3]);
});
