import { expect, test } from 'vitest';
import { WeightsError } from '../../../core/errors';
import { bytesOf, latin1, le, zipOf } from '../../../testing/checkpoints/pickles';
import { elsewhere } from '../../../testing/checkpoints/fileOf';
import { readZip, type ZipEntry } from './zip';

const entriesOf = (bytes: ArrayBuffer): Promise<ZipEntry[]> => readZip(elsewhere(bytes));

const A = { name: 'a', data: 'first' };
const B = { name: 'folder/b', data: 'second' };
const edited = (file: ArrayBuffer, edit: (text: string) => string): ArrayBuffer =>
  bytesOf(edit(latin1(new Uint8Array(file)))).buffer;
const replaced = (from: string, to: string): ArrayBuffer =>
  edited(zipOf([A, B]), (text) => text.replace(from, () => to));
const END = 'PK\x05\x06';

test('lists names and where the contents lie, in order, before a comment too', async () => {
  const plain = zipOf([A, B]);
  const commented = edited(plain, (text) => `${text.slice(0, -2)}\x07\0comment`);
  const misleading = edited(plain, (text) => `${text.slice(0, -2)}\x22\0${END.padEnd(34, 'x')}`);
  for (const file of [plain, commented, misleading]) {
    const entries = await entriesOf(file);
    expect(entries.map(({ name, begin, end }) => [name, latin1(new Uint8Array(file, begin, end - begin))])).toEqual([
      ['a', 'first'],
      ['folder/b', 'second'],
    ]);
    expect(entries.map(({ method, size, crc }) => [method, size, crc])).toEqual([
      [0, 5, 0x9271ee57],
      [0, 6, 0xb61f1169],
    ]);
  }
});

test('an entry begins behind further fields of its header, however long they are', async () => {
  for (const bytes of [1, 63, 128, 129, 5000]) {
    const file = zipOf([{ ...A, localExtra: 'x'.repeat(bytes) }, B]);
    const [first] = await entriesOf(file);
    expect(latin1(new Uint8Array(file, first?.begin, 5))).toBe('first');
  }
  const short = edited(zipOf([{ ...A, localExtra: 'x'.repeat(20) }]), (text) => text.replace('\x14\0a', '\xff\xffa'));
  await expect(entriesOf(short)).rejects.toThrow(/entry "a" needs 65535 bytes at byte 31, with 25 there/);
});

test('sizes in zip64 fields count where the short ones say so, and only there', async () => {
  const size = le(5, 8);
  const field = `\x01\0${le(16, 2)}${size}${size}`;
  const entry = (extra: string): ArrayBuffer =>
    edited(zipOf([A]), (text) => {
      const at = text.indexOf('PK\x01\x02');
      const long = `${text.slice(at, at + 20)}${'\xff'.repeat(8)}\x01\0${le(extra.length, 2)}${text.slice(at + 32, at + 47)}${extra}`;
      return `${text.slice(0, at)}${long}${text.slice(at + 47, at + 47 + 12)}${le(long.length, 4)}${le(at, 4)}\0\0`;
    });
  expect(await entriesOf(entry(field))).toMatchObject([{ name: 'a', size: 5 }]);
  expect(await entriesOf(entry(`\x99\x99\x01\0x${field}`))).toMatchObject([{ name: 'a', size: 5 }]);
  await expect(entriesOf(entry(`\x01\0\x08\0${size}`))).rejects.toThrow(/a zip64 field .* needs 4 bytes/);
  await expect(entriesOf(entry(''))).rejects.toThrow(/a zip64 field .* needs 4 bytes/);
  await expect(entriesOf(entry('\x01\0\xff\0'))).rejects.toThrow(/an extra field .* needs 255 bytes/);
});

test('a zip64 directory counts where the short end says so', async () => {
  const long = (locator: string, record: (at: number, bytes: number) => string): ArrayBuffer =>
    edited(zipOf([A, B]), (text) => {
      const [begin, end] = [text.indexOf('PK\x01\x02'), text.indexOf(END)];
      const tail = `${END}${le(0, 4)}${'\xff'.repeat(12)}\0\0`;
      return `${text.slice(0, end)}${record(begin, end - begin)}${locator}${le(0, 4)}${le(end, 8)}${le(1, 4)}${tail}`;
    });
  const record = (at: number, bytes: number): string =>
    `PK\x06\x06${le(44, 8)}${le(0, 12)}${le(2, 8)}${le(2, 8)}${le(bytes, 8)}${le(at, 8)}`;
  expect((await entriesOf(long('PK\x06\x07', record))).map(({ name }) => name)).toEqual(['a', 'folder/b']);
  await expect(entriesOf(long('PK\x06\x08', record))).rejects.toThrow(/no zip64 directory where it should be/);
  await expect(entriesOf(long('PK\x06\x07', () => 'PK\x06\x05'.padEnd(60, '\0')))).rejects.toThrow(
    /no zip64 directory/,
  );
  const far = (at: number): string => record(at, 2 ** 52);
  await expect(entriesOf(long('PK\x06\x07', far))).rejects.toThrow(/has its directory at bytes/);
});

test.each<[string, ArrayBuffer, RegExp]>([
  ['a few bytes', bytesOf('PK\x03\x04').buffer, /has no directory at its end/],
  ['an archive cut at its end', zipOf([A, B]).slice(0, -1), /has no directory at its end/],
  ['an archive cut at its beginning', zipOf([A, B]).slice(1), /has its directory at bytes 80 to 181 of 180/],
  ['an archive behind something', edited(zipOf([A, B]), (text) => `x${text}`), /directory with something else in it/],
  ['a part of an archive', replaced(`${END}\0`, `${END}\x01`), /split over several files; join them/],
  [
    'too many entries',
    edited(zipOf([A, B]), (text) => text.replace(/\x02\0\x02\0/, '\x03\0\x03\0')),
    /directory .* needs 4 bytes/,
  ],
  [
    'too few entries',
    edited(zipOf([A, B]), (text) => text.replace(/\x02\0\x02\0/, '\x01\0\x01\0')),
    /54 bytes past the last entry/,
  ],
  ['a directory of something else', replaced('PK\x01\x02', 'PK\x01\x03'), /a directory with something else in it/],
  ['two entries of one name', zipOf([A, A]), /lists two entries of the same name/],
  ['entries that overlap', zipOf([A, { ...A, name: 'b', localName: 'a', header: 0 }]), /contradicts its directory/],
  ['an entry inside another', inside(), /has an entry "b" that overlaps another/],
  [
    'another method at the entry',
    edited(zipOf([A, B]), (text) => `${text.slice(0, 8)}\x08${text.slice(9)}`),
    /"a" that contradicts/,
  ],
  ['another name at the entry', zipOf([{ ...A, localName: 'b' }]), /header of entry "a" that contradicts/],
  ['an entry past the end', zipOf([{ ...A, header: 2 ** 31 }]), /entry "a" needs 4 bytes/],
  ['an entry that is not where it should be', zipOf([A, { ...B, header: 5 }]), /no entry "folder\/b" where/],
  ['an encrypted entry', zipOf([{ ...A, flags: 1 }]), /entry "a" of the zip archive is encrypted/],
  ['a stored entry of two sizes', zipOf([{ ...A, size: 6 }]), /gives entry "a" two sizes/],
  [
    'an entry longer than the file',
    replaced(`${le(5, 4)}${le(5, 4)}\x01\0`, `${le(999, 4)}${le(999, 4)}\x01\0`),
    /contradicts/,
  ],
])('%s gives one sentence on one line', async (_, file, message) => {
  await expect(entriesOf(file)).rejects.toThrow(WeightsError);
  await expect(entriesOf(file)).rejects.toThrow(message);
  await expect(entriesOf(file)).rejects.toThrow(/^[^\n]{20,400}[^.\n]$/);
});

/** The contents of the first entry are the header and the contents of the second one. */
function inside(): ArrayBuffer {
  const inner = latin1(new Uint8Array(zipOf([{ name: 'b', data: 'x' }]))).slice(0, 32);
  return zipOf([
    { name: 'a', data: inner },
    { name: 'b', data: 'x', header: 31 },
  ]);
}
