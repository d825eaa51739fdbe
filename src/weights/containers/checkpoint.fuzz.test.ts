import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { WeightsError } from '../../core/errors';
import { bytesOf, latin1, zipOf } from '../../testing/checkpoints/pickles';
import { elsewhere } from '../../testing/checkpoints/fileOf';
import { bytesInMemory, type FileBytes } from '../fileBytes';
import { BlockCache } from './blocks';
import { parseCheckpoint } from './checkpoint';
import { READABLE_DTYPES } from '../stateDict';
import { readZip } from './zip/zip';

const FOLDER = new URL('../../testing/goldens/checkpoints/', import.meta.url);
const RUNS = 22_000;
/** Of so many files one is read a second time, not in memory. */
const EACH_ELSEWHERE = 4;

type Bytes = Uint8Array<ArrayBuffer>;
/** Makes a file, with damage done to one part of it. */
type Target = (damage: (part: Bytes) => Bytes) => ArrayBuffer;

/** Damages only the pickle, and packs it anew without checksums: else no damage would get past them. */
async function pickleOf(bytes: ArrayBuffer): Promise<Target> {
  const files = (await readZip(bytesInMemory(bytes))).map(({ name, begin, end, ...entry }) => {
    const contents = new Uint8Array(bytes, begin, end - begin);
    const isPickle = name.endsWith('data.pkl') && entry.method === 0;
    return { ...entry, name, crc: 0, data: latin1(contents), pickle: isPickle ? contents : undefined };
  });
  return (damage) =>
    zipOf(
      files.map(({ pickle, size, data, ...file }) =>
        pickle ? { ...file, data: latin1(damage(pickle)) } : { ...file, data, size },
      ),
    );
}

const safetensors = (): Bytes => {
  const entry = (dtype: string, shape: readonly number[], begin: number, end: number): object => ({
    dtype,
    shape,
    data_offsets: [begin, end],
  });
  const header = JSON.stringify({
    a: entry('F32', [2, 3], 0, 24),
    b: entry('F16', [4], 24, 32),
    n: entry('I64', [], 32, 40),
  });
  const file = new Uint8Array(8 + header.length + 40);
  new DataView(file.buffer).setUint32(0, header.length, true);
  file.set(new TextEncoder().encode(header), 8);
  return file;
};

const FILES = new Map<string, Bytes>([
  ['safetensors', safetensors()],
  ...readdirSync(FOLDER).map((name): [string, Bytes] => [name, new Uint8Array(readFileSync(new URL(name, FOLDER)))]),
]);

const TARGETS: [string, Target][] = [];
for (const [name, bytes] of FILES) {
  TARGETS.push([name, (damage) => damage(bytes).buffer]);
  if (name.includes('.zip.')) TARGETS.push([`the pickle of ${name}`, await pickleOf(bytes.buffer)]);
}

/** A part of a file is written over, cut out, doubled, or replaced by a part of another file. */
interface Damage {
  readonly kind: 'write' | 'cut' | 'double' | 'graft' | 'end';
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

// Offsets are fractions of the file; the pickle and the directory matter most, and the fields of 1, 2, 4 and 8 bytes.
const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom(...new Array<'write'>(12).fill('write'), 'cut', 'double', 'graft', 'end'),
  at: fc.noBias(fc.nat(2 ** 20 - 1)).map((n) => n / 2 ** 20), // else most of them would be next to 0
  length: fc.nat(40),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 1 }),
    fc.uint8Array({ minLength: 2, maxLength: 8 }),
    fc.constantFrom(
      ...[0, 1, 2, 0x7f, 0x80, 0xff].flatMap((byte) => [1, 2, 4, 8].map((n) => new Uint8Array(n).fill(byte))),
    ),
    fc.constantFrom(...[...'()}].RQbtuseacghjqrNKMJX012\x81\x85\x86\x87\x93\x94\x8c\x90'].map(bytesOf)),
  ),
});

function join(...parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function damaged(file: Bytes, { kind, at, length, bytes }: Damage, donor: Uint8Array): Bytes {
  const from = Math.floor(at * file.length);
  const [before, part, after] = [
    file.subarray(0, from),
    file.subarray(from, from + length),
    file.subarray(from + length),
  ];
  switch (kind) {
    case 'write':
      return join(before, bytes, file.subarray(from + bytes.length));
    case 'cut':
      return join(before, after);
    case 'double':
      return join(before, part, part, after);
    case 'graft':
      return join(before, donor.subarray(Math.floor(at * donor.length)).subarray(0, length), after);
    case 'end':
      return join(before);
  }
}

const seen = { files: 0, read: 0, refused: new Set<string>() };

/** The message of the WeightsError that a file gives when all that it holds is read; undefined if it gives none. */
async function refusalOf(file: FileBytes): Promise<string | undefined> {
  try {
    for (const tensor of (await parseCheckpoint(file, new BlockCache(64))).stateDict.values())
      if (READABLE_DTYPES.has(tensor.dtype)) await tensor.read();
    return undefined;
  } catch (error) {
    if (!(error instanceof WeightsError)) throw error;
    return error.message;
  }
}

/** Reads all that a file holds; any error but a WeightsError escapes. */
async function readAll(bytes: ArrayBuffer): Promise<void> {
  seen.files++;
  const refusal = await refusalOf(bytesInMemory(bytes));
  if (seen.files % EACH_ELSEWHERE === 0) expect(await refusalOf(elsewhere(bytes))).toBe(refusal);
  if (refusal === undefined) seen.read++;
  else seen.refused.add(refusal.replace(/uses .*|instruction \S+|\d+|".*?"|\(.*?\)/g, ''));
}

test.each(TARGETS)('whatever happens to %s, only a WeightsError escapes', { timeout: 60_000 }, async (_, target) => {
  const donors = fc.constantFrom(...FILES.values());
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), donors, async (damages, donor) => {
      await readAll(target((part) => damages.reduce((bytes, next) => damaged(bytes, next, donor), part)));
    }),
    { numRuns: Math.ceil(RUNS / TARGETS.length) },
  );
});

// Else files that are all refused at their first byte would pass for a test of what comes after.
afterAll(() => {
  expect(seen.files).toBeGreaterThan(20_000);
  expect(seen.read).toBeGreaterThan(2000);
  expect(seen.refused.size).toBeGreaterThan(40);
});
