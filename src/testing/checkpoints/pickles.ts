/**
 * Writes pickles, zip archives and PyTorch checkpoints by hand, for tests: well-formed ones, and such as nobody writes
 * who means well. Bytes are texts of which each character is one byte.
 */
import { crc32 } from '../../core/bits/crc32';

export function bytesOf(latin1: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(latin1.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = latin1.charCodeAt(i);
  return bytes;
}

export const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** An integer in `count` bytes, little-endian, two's complement. */
export const le = (value: number, count: number): string =>
  latin1(Uint8Array.from({ length: count }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 255n)));

export const text = (content: string): string => `X${le(content.length, 4)}${content}`;
export const int = (value: number): string => `J${le(value, 4)}`;
export const tuple = (...items: readonly string[]): string => `(${items.join('')}t`;
export const list = (...items: readonly string[]): string => `](${items.join('')}e`;
export const dict = (entries: Readonly<Record<string, string>>): string =>
  `}(${Object.entries(entries)
    .map(([key, value]) => text(key) + value)
    .join('')}u`;
export const named = (module: string, name: string): string => `c${module}\n${name}\n`;
export const called = (callee: string, ...args: readonly string[]): string => `${callee}${tuple(...args)}R`;
export const pickle = (value: string): string => `\x80\x02${value}.`;

const sizes = (values: readonly number[]): string => tuple(...values.map(int));

export interface TensorText {
  readonly key?: string;
  readonly type?: string;
  /** Elements of the storage. */
  readonly count: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** What follows the count in the persistent id. */
  readonly view?: string;
}

/** A tensor as `torch.save` writes it. */
export function tensor(wanted: TensorText): string {
  const { key = '0', type = 'FloatStorage', count, offset = 0, shape, strides, view = '' } = wanted;
  const id = tuple(text('storage'), named('torch', type), text(key), text('cpu'), int(count), view);
  const hooks = called(named('collections', 'OrderedDict'));
  return called(
    named('torch._utils', '_rebuild_tensor_v2'),
    `${id}Q`,
    int(offset),
    sizes(shape),
    sizes(strides),
    '\x89',
    hooks,
  );
}

export interface ZipFile {
  readonly name: string;
  /** As it is stored. */
  readonly data: string;
  readonly method?: number;
  /** Of the contents, where they are not the data. */
  readonly size?: number;
  readonly crc?: number;
  readonly flags?: number;
  /** Where its header is said to lie. */
  readonly header?: number;
  /** What its own header calls it. */
  readonly localName?: string;
  /** Further fields of its own header. */
  readonly localExtra?: string;
}

/** A zip archive of files in the given order. */
export function zipOf(files: readonly ZipFile[]): ArrayBuffer {
  let body = '';
  let directory = '';
  for (const {
    name,
    data,
    method = 0,
    size = data.length,
    flags = 0,
    localName = name,
    localExtra = '',
    ...rest
  } of files) {
    const { crc = crc32(bytesOf(data)), header = body.length } = rest;
    const common = le(flags, 2) + le(method, 2) + le(0, 4) + le(crc, 4) + le(data.length, 4) + le(size, 4);
    directory += `PK\x01\x02${le(0, 4)}${common}${le(name.length, 2)}${le(0, 12)}${le(header, 4)}${name}`;
    body += `PK\x03\x04${le(0, 2)}${common}${le(localName.length, 2)}${le(localExtra.length, 2)}${localName}${localExtra}${data}`;
  }
  const count = le(files.length, 2);
  const end = `PK\x05\x06${le(0, 4)}${count}${count}${le(directory.length, 4)}${le(body.length, 4)}${le(0, 2)}`;
  return bytesOf(body + directory + end).buffer;
}

/** A checkpoint in PyTorch's zip format of one value and the bytes of its storages. */
export const zipCheckpoint = (value: string, storages: Readonly<Record<string, string>> = {}): ArrayBuffer =>
  zipOf([
    { name: 'archive/data.pkl', data: pickle(value) },
    ...Object.entries(storages).map(([key, data]) => ({ name: `archive/data/${key}`, data })),
  ]);

/** A checkpoint in PyTorch's legacy format; `listed` are the keys it lists, each with its count, before the bytes. */
export function legacyCheckpoint(
  value: string,
  listed: readonly { readonly key: string; readonly count: number; readonly data: string }[] = [],
  { littleEndian = true, version = 1001 } = {},
): ArrayBuffer {
  const magic = '\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19';
  const machine = dict({ protocol_version: int(version), little_endian: littleEndian ? '\x88' : '\x89' });
  const keys = list(...listed.map(({ key }) => text(key)));
  const head = [magic, int(version), machine, value, keys].map(pickle).join('');
  return bytesOf(head + listed.map(({ count, data }) => le(count, 8) + data).join('')).buffer;
}

/** The bytes of f32 values. */
export const floats = (...values: readonly number[]): string =>
  latin1(new Uint8Array(Float32Array.from(values).buffer));
