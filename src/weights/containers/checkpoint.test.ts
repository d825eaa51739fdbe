import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { WeightsError } from '../../core/errors';
import goldens from '../../testing/goldens/checkpoints.json';
import { bytesOf } from '../../testing/checkpoints/pickles';
import { KINDS_OF_FILES } from '../../testing/checkpoints/fileOf';
import { bytesInMemory, type FileBytes } from '../fileBytes';
import { BlockCache } from './blocks';
import { parseCheckpoint } from './checkpoint';
import { type Contents, READABLE_DTYPES } from '../stateDict';

interface Golden {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values?: readonly (number | string)[];
}

const fixture = (name: string): ArrayBuffer => {
  const bytes = readFileSync(new URL(`../../testing/goldens/checkpoints/${name}`, import.meta.url));
  return new Uint8Array(bytes).buffer;
};

const parse = (bytes: ArrayBuffer, toFile: (bytes: ArrayBuffer) => FileBytes = bytesInMemory): Promise<Contents> =>
  parseCheckpoint(toFile(bytes), new BlockCache(16));

describe.each(KINDS_OF_FILES)('%s', (_, toFile) => {
  test.each(Object.entries(goldens as unknown as Record<string, Record<string, Golden>>))(
    '%s holds what PyTorch finds in it',
    async (file, expected) => {
      const { stateDict } = await parse(fixture(file), toFile);
      expect([...stateDict.keys()]).toEqual(Object.keys(expected));
      for (const [name, { dtype, shape, values }] of Object.entries(expected)) {
        const tensor = stateDict.get(name);
        expect(tensor).toMatchObject({ dtype, shape });
        if (values) expect([...((await tensor?.read()) ?? [])], name).toEqual(values.map(Number));
        else
          await expect(tensor?.read()).rejects.toThrow(`tensor "${name}" is ${dtype}, which cannot serve as a weight`);
        expect(values !== undefined).toBe(READABLE_DTYPES.has(tensor?.dtype ?? 'BOOL'));
      }
    },
  );
});

test.each([
  ['module.zip.pth', /whole pickled module \(torch\.nn\.modules\.container\.Sequential\).*torch\.save\(model\.state_/],
  ['module.legacy.pth', /whole pickled module \(\w+\.Model\).*torch\.save\(model\.state_dict\(\), path\)$/],
  ['torchscript.zip.pt', /TorchScript module.*torch\.save\(model\.state_dict\(\), path\)$/],
])('%s is refused with advice', async (file, message) => {
  await expect(parse(fixture(file))).rejects.toThrow(WeightsError);
  await expect(parse(fixture(file))).rejects.toThrow(message);
});

test('aligned f32 of a zip in memory is handed out without a copy, and one storage is shared', async () => {
  const file = fixture('views.zip.pth');
  const { stateDict } = await parse(file);
  const [base, rows] = [await stateDict.get('base')?.read(), await stateDict.get('rows')?.read()];
  expect(base?.buffer).toBe(file);
  expect(rows?.buffer).toBe(file);
  expect(rows?.byteOffset).toBe((base?.byteOffset ?? 0) + 6 * 4);
});

const padded = (head: string, size = 600): ArrayBuffer => bytesOf(head.padEnd(size, '\x07')).buffer;

test.each<[string, ArrayBuffer, RegExp]>([
  ['an empty file', new ArrayBuffer(0), /is empty/],
  ['three bytes', new ArrayBuffer(3), /has only 3 bytes/],
  ['zeros', new ArrayBuffer(64), /is neither safetensors nor from torch\.save/],
  ['a web page', padded('\n<!DOCTYPE html><html></html>'), /is a web page, not a checkpoint/],
  ['a PNG image', padded('\x89PNG\r\n'), /is a PNG image/],
  ['a NumPy array', padded('\x93NUMPY\x01'), /is a NumPy array/],
  ['a Git LFS pointer', padded('version https://git-lfs.github.com/spec/v1\n'), /is a Git LFS pointer/],
  ['a tar archive', padded('pickle'.padEnd(257, '\0') + 'ustar'), /is a tar archive/],
  ['another pickle', padded('\x80\x04\x95\0\0\0\0\0\0\0\0'), /is a Python pickle that torch\.save did not write/],
  ['an empty zip', bytesOf('PK\x05\x06' + '\0'.repeat(18)).buffer, /zip archive, but not .* \(it holds nothing\)/],
  ['a truncated zip', fixture('views.zip.pth').slice(0, -100), /has no directory at its end; it is truncated/],
  ['a truncated legacy file', fixture('views.legacy.pth').slice(0, -4), /truncated or damaged/],
])('%s gives one sentence on one line', async (_, file, message) => {
  await expect(parse(file)).rejects.toThrow(WeightsError);
  await expect(parse(file)).rejects.toThrow(message);
  await expect(parse(file)).rejects.toThrow(/^[^\n]{20,400}[^.\n]$/);
});
