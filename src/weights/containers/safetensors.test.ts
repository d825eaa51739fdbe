import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WeightsError } from '../../core/errors';
import { elsewhere } from '../../testing/checkpoints/fileOf';
import { bytesInMemory, type FileBytes } from '../fileBytes';
import { BlockCache } from './blocks';
import { parseSafetensors } from './safetensors';
import { type Contents, READABLE_DTYPES } from '../stateDict';

interface Piece {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly unknown[];
  readonly bytes: Uint8Array;
}

const bytesOf = (values: ArrayBufferView): Uint8Array => new Uint8Array(values.buffer.slice(0));

/** A file of any header text and any bytes behind it. */
function rawFile(header: string | Uint8Array, payload: Uint8Array = new Uint8Array(0)): ArrayBuffer {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const file = new Uint8Array(8 + text.length + payload.length);
  new DataView(file.buffer).setUint32(0, text.length, true);
  file.set(text, 8);
  file.set(payload, 8 + text.length);
  return file.buffer;
}

/** A well-formed file; `padding` spaces end the header. */
function fileOf(pieces: readonly Piece[], padding = 0): ArrayBuffer {
  let end = 0;
  const entries = pieces.map(({ name, dtype, shape, bytes }): [string, unknown] => {
    const begin = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [begin, end] }];
  });
  const header = JSON.stringify(Object.fromEntries([['__metadata__', { format: 'pt' }], ...entries]));
  return rawFile(header + ' '.repeat(padding), Uint8Array.from(pieces.flatMap(({ bytes }) => [...bytes])));
}

const one = (entry: unknown, payload: Uint8Array): ArrayBuffer => rawFile(JSON.stringify({ w: entry }), payload);

const SAMPLE: readonly Piece[] = [
  { name: 'single', dtype: 'F32', shape: [2, 1], bytes: bytesOf(Float32Array.of(1.5, -2)) },
  { name: 'counter', dtype: 'I64', shape: [], bytes: new Uint8Array(8) },
  { name: 'half', dtype: 'F16', shape: [3], bytes: bytesOf(Uint16Array.of(0x3c00, 0xc000, 0x0001)) },
  { name: 'brain', dtype: 'BF16', shape: [1], bytes: bytesOf(Uint16Array.of(0x4049)) },
  { name: 'double', dtype: 'F64', shape: [1], bytes: bytesOf(Float64Array.of(0.1)) },
  { name: '__proto__', dtype: 'F32', shape: [0, 4], bytes: new Uint8Array(0) },
];

const parse = (bytes: ArrayBuffer, toFile: (bytes: ArrayBuffer) => FileBytes = elsewhere): Promise<Contents> =>
  parseSafetensors(toFile(bytes), new BlockCache(5));

async function valuesOf(file: ArrayBuffer): Promise<Record<string, number[]>> {
  const values: [string, number[]][] = [];
  for (const [name, tensor] of (await parse(file)).stateDict)
    if (tensor.dtype !== 'I64') values.push([name, [...(await tensor.read())]]);
  return Object.fromEntries(values);
}

test.each([0, 1, 2, 3])('decodes all floating types, with %i bytes of padding before them', async (padding) => {
  expect(await valuesOf(fileOf(SAMPLE, padding))).toEqual({
    single: [1.5, -2],
    half: [1, -2, 2 ** -24],
    brain: [3.140625],
    double: [Math.fround(0.1)],
    ['__proto__']: [],
  });
});

test('a part of a tensor can be read, of every type', async () => {
  for (const [name, tensor] of (await parse(fileOf(SAMPLE))).stateDict) {
    if (!READABLE_DTYPES.has(tensor.dtype) || tensor.shape.includes(0)) continue;
    const all = [...(await tensor.read())];
    expect([...(await tensor.read(1, all.length))], name).toEqual(all.slice(1));
    expect([...(await tensor.read(0, 1))], name).toEqual(all.slice(0, 1));
  }
});

test('names, types and shapes come from the header; metadata is no tensor', async () => {
  const tensors = [...(await parse(fileOf(SAMPLE))).stateDict].map(([name, { dtype, shape }]) => ({
    name,
    dtype,
    shape,
  }));
  expect(tensors).toEqual(SAMPLE.map(({ name, dtype, shape }) => ({ name, dtype, shape })));
});

test('aligned f32 in memory is handed out without a copy', async () => {
  const file = fileOf(
    SAMPLE,
    [0, 1, 2, 3].find((padding) => headerEnd(fileOf(SAMPLE, padding)) % 4 === 0),
  );
  const { stateDict } = await parse(file, bytesInMemory);
  expect((await stateDict.get('single')?.read())?.buffer).toBe(file);
});

const headerEnd = (file: ArrayBuffer): number => 8 + new DataView(file).getUint32(0, true);

test('an integer tensor may be there but not be read', async () => {
  const counter = (await parse(fileOf(SAMPLE))).stateDict.get('counter');
  await expect(counter?.read()).rejects.toThrow(/"counter" is I64/);
  await expect(counter?.read()).rejects.toThrow(WeightsError);
});

const f32 = bytesOf(Float32Array.of(1, 2));
const text = (content: string): ArrayBuffer => bytesOf(new TextEncoder().encode(content)).buffer as ArrayBuffer;
const entry = (change: object): object => ({ dtype: 'F32', shape: [2], data_offsets: [0, 8], ...change });
const two = (a: readonly number[], b: readonly number[], size: number): ArrayBuffer =>
  rawFile(
    JSON.stringify({ a: entry({ shape: [1], data_offsets: a }), b: entry({ shape: [1], data_offsets: b }) }),
    new Uint8Array(size),
  );

test.each<[string, ArrayBuffer, RegExp]>([
  ['an empty file', new ArrayBuffer(0), /is empty/],
  ['a few bytes', new ArrayBuffer(5), /has only 5 bytes/],
  ['zeros', new ArrayBuffer(64), /is neither safetensors nor from torch.save/],
  ['a text', text('hello, these are not weights at all'), /is neither safetensors nor from torch.save/],
  ['a huge header length', rawHuge(), /is neither safetensors nor from torch.save/],
  ['a header cut short', fileOf(SAMPLE).slice(0, 60), /is truncated \(its header takes \d+ bytes, with 52 there\)/],
  ['tensors cut short', fileOf(SAMPLE).slice(0, -1), /is truncated \(its tensors take 32 bytes, with 31 there\)/],
  ['bytes after the tensors', rawFile('{}', new Uint8Array(3)), /3 bytes past its last tensor/],
  ['JSON that breaks off', rawFile('{"w": '), /not valid JSON/],
  ['bytes that are no UTF-8', rawFile(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)), /not valid JSON/],
  ['an entry that is a number', one(5, f32), /"w" .* is not described by a JSON object/],
  ['a type that is a number', one(entry({ dtype: 32 }), f32), /has the type 32/],
  ['a missing type', one(entry({ dtype: undefined }), f32), /has the type undefined/],
  ['a negative size', one(entry({ shape: [-2] }), f32), /has a shape that is not a list of sizes/],
  ['a size that is a fraction', one(entry({ shape: [0.5] }), f32), /has a shape that is not a list of sizes/],
  ['a shape that is an object', one(entry({ shape: {} }), f32), /has a shape that is not a list of sizes/],
  ['offsets that are texts', one(entry({ data_offsets: ['0', '8'] }), f32), /has data offsets that are not/],
  ['three offsets', one(entry({ data_offsets: [0, 8, 8] }), f32), /has the data offsets \[0, 8, 8\]/],
  ['offsets that run backwards', one(entry({ data_offsets: [8, 0] }), f32), /has the data offsets \[8, 0\]/],
  ['too few bytes', one(entry({ shape: [3] }), f32), /has 8 bytes, expected 12 for F32 \[3\]/],
  ['a product past all bounds', one(entry({ shape: new Array<number>(40).fill(2 ** 52) }), f32), /expected Infinity/],
  ['tensors that overlap', two([0, 4], [2, 6], 6), /"b" .* begins at byte 2, expected 4 \(tensors overlap\)/],
  ['a gap', two([0, 4], [6, 10], 10), /"b" .* begins at byte 6, expected 4 \(bytes belong to no tensor\)/],
  ['a gap at the start', two([2, 6], [6, 10], 10), /"a" .* begins at byte 2, expected 0/],
  [
    'a name that comes twice',
    rawFile(
      `{"w":${JSON.stringify(entry({}))},"w":${JSON.stringify(entry({ data_offsets: [8, 16] }))}}`,
      new Uint8Array(16),
    ),
    /"w" .* begins at byte 8, expected 0/,
  ],
])('%s gives one sentence on one line', async (_, file, message) => {
  await expect(parse(file)).rejects.toThrow(WeightsError);
  await expect(parse(file)).rejects.toThrow(message);
  await expect(parse(file)).rejects.toThrow(/^[^\n]{20,400}[^.]$/);
});

function rawHuge(): ArrayBuffer {
  const file = rawFile('{}');
  new DataView(file).setUint32(4, 0xffffffff, true);
  return file;
}

test('a name with line breaks stays on one line of the error', async () => {
  const file = rawFile(JSON.stringify({ [`a\n\u2028b${'c'.repeat(1000)}`]: 1 }));
  await expect(parse(file)).rejects.toThrow(/"a\?\?bc{116}\.\.\."/);
});

test('whatever happens to a file, only a WeightsError escapes', async () => {
  const file = new Uint8Array(fileOf(SAMPLE));
  const change = fc.record({
    at: fc.nat(file.length - 1),
    byte: fc.constantFrom(0, 9, 0x2c, 0x30, 0x39, 0x5d, 0x7d, 255),
  });
  const edits = fc.array(change, { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(edits, fc.nat(file.length), async (changes, length) => {
      const mutated = file.slice(0, length % 3 === 0 ? length : file.length);
      for (const { at, byte } of changes) if (at < mutated.length) mutated[at] = byte;
      try {
        await valuesOf(mutated.buffer);
      } catch (error) {
        expect(error).toBeInstanceOf(WeightsError);
      }
    }),
    { numRuns: 2000 },
  );
});

test('whatever JSON the header holds, only a WeightsError escapes', async () => {
  const sizes = fc.array(fc.oneof(fc.nat(8), fc.double(), fc.maxSafeNat()), { maxLength: 4 });
  const described = fc.record(
    { dtype: fc.constantFrom('F32', 'F16', 'BF16', 'I64', 'F4'), shape: sizes, data_offsets: sizes },
    { requiredKeys: [] },
  );
  const header = fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.oneof(described, fc.jsonValue())));
  await fc.assert(
    fc.asyncProperty(header, fc.uint8Array({ maxLength: 32 }), async (content, payload) => {
      try {
        await valuesOf(rawFile(JSON.stringify(content), payload));
      } catch (error) {
        expect(error).toBeInstanceOf(WeightsError);
      }
    }),
    { numRuns: 1000 },
  );
});

test('tensors of newer types are named, and harm nobody', async () => {
  const header = {
    w: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
    z: { dtype: 'C64', shape: [1], data_offsets: [4, 12] },
    q: { dtype: 'F4', shape: [6], data_offsets: [12, 15] },
  };
  const { stateDict, unreadable } = await parse(rawFile(JSON.stringify(header), new Uint8Array(15)));
  expect([...stateDict.keys()]).toEqual(['w']);
  expect([...unreadable]).toEqual([
    ['z', 'a tensor of type C64'],
    ['q', 'a tensor of type F4'],
  ]);
});
