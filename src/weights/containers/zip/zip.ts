/**
 * Reads the directory of a zip archive (zip64 too) and holds it to what lies in the file.
 */
import { WeightsError } from '../../../core/errors';
import type { FileBytes } from '../../fileBytes';
import { ByteReader, outOfBytes } from '../byteReader';
import { readSpans, type Span } from '../spans';
import { counted, quoted } from '../../../core/wording';

const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const LOCATOR64 = 0x07064b50;
const LOCATOR64_BYTES = 20;
const END64 = 0x06064b50;
const END64_BYTES = 56;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
/** Of a local header up to its name. */
const LOCAL_BYTES = 30;
/** What extra fields of a local header take at most where PyTorch writes it: they move the contents to whole 64 bytes. */
const USUAL_EXTRA_BYTES = 2 * 64;
const ZIP64_FIELD = 0x0001;

/** In a field of 16 or 32 bits: the number stands in a zip64 field. */
const ELSEWHERE16 = 0xffff;
const ELSEWHERE32 = 0xffffffff;

const ENCRYPTED = 1;
/** The sizes follow the data, and the local header has zeros. */
const SIZES_FOLLOW = 8;

/** The checkpoint of the largest ResNeSt, its optimizer included, has 10,000. */
const MAX_ENTRIES = 100_000;

/** One file of the archive; `begin` to `end` are its bytes in the archive as they are stored. */
export interface ZipEntry {
  readonly name: string;
  /** 0: as it is, 8: deflated. */
  readonly method: number;
  /** CRC-32 of the contents; PyTorch can be told to write 0 instead. */
  readonly crc: number;
  /** Bytes of the contents. */
  readonly size: number;
  readonly begin: number;
  readonly end: number;
}

interface Listed extends Omit<ZipEntry, 'begin' | 'end'> {
  readonly flags: number;
  readonly storedSize: number;
  readonly header: number;
  /** Of the name as it is stored. */
  readonly nameBytes: number;
}

const damaged = (what: string): WeightsError =>
  new WeightsError('damaged', `the zip archive ${what}; it is truncated or damaged, fetch it again`);

/**
 * The entries of a zip archive in the order of its directory. Rejects with a WeightsError unless the directory is whole and
 * agrees with the headers of the entries, and no two entries overlap.
 */
export async function readZip(file: FileBytes): Promise<ZipEntry[]> {
  const { offset, size, count } = await findDirectory(file);
  const reader = new ByteReader(await file.read(offset, offset + size), 'the directory of its zip archive');
  const listed = Array.from({ length: count }, () => readListed(reader));
  if (reader.remaining > 0)
    throw damaged(`has ${counted(reader.remaining, 'byte')} past the last entry of its directory`);
  if (new Set(listed.map(({ name }) => name)).size < count) throw damaged('lists two entries of the same name');
  const headers = await readSpans(
    file,
    listed.map(({ header, nameBytes }) => within(offset, header, LOCAL_BYTES + nameBytes + USUAL_EXTRA_BYTES)),
  );
  const entries: ZipEntry[] = [];
  for (const [i, entry] of listed.entries()) entries.push(await locate(file, offset, entry, headers[i]));
  checkDisjoint(listed, entries);
  return entries;
}

/** So many bytes from `from` on, as far as they lie before `limit`. */
const within = (limit: number, from: number, bytes: number): Span => [
  Math.min(from, limit),
  Math.min(from + bytes, limit),
];

interface Directory {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

async function findDirectory(file: FileBytes): Promise<Directory> {
  const at = await findEnd(file);
  const end = new ByteReader(await file.read(at + 4, at + END_BYTES), 'the end of its zip archive');
  const disks = [end.u16(), end.u16()];
  const [onDisk, total, shortSize, shortOffset] = [end.u16(), end.u16(), end.u32(), end.u32()];
  const isLong = total === ELSEWHERE16 || shortSize === ELSEWHERE32 || shortOffset === ELSEWHERE32;
  const long = isLong ? await findDirectory64(file, at) : undefined;
  const { count, size, offset } = long ?? { count: total, size: shortSize, offset: shortOffset };
  if (disks.some((disk) => disk !== 0 && disk !== ELSEWHERE16) || onDisk !== total)
    throw new WeightsError('unsupported', 'this zip archive is split over several files; join them first');
  if (count > MAX_ENTRIES) throw damaged(`lists ${count} entries, expected at most ${MAX_ENTRIES}`);
  if (offset + size > at) throw damaged(`has its directory at bytes ${offset} to ${offset + size} of ${at}`);
  return { offset, size, count };
}

/** Where the last record of the archive begins; only a comment follows. */
async function findEnd(file: FileBytes): Promise<number> {
  const from = Math.max(0, file.size - END_BYTES - MAX_COMMENT_BYTES);
  const { buffer, byteOffset, length } = await file.read(from, file.size);
  const view = new DataView(buffer, byteOffset, length);
  const last = length - END_BYTES;
  for (let at = last; at >= 0; at--)
    if (view.getUint32(at, true) === END && view.getUint16(at + 20, true) === last - at) return from + at;
  throw damaged('has no directory at its end');
}

async function findDirectory64(file: FileBytes, end: number): Promise<Directory> {
  if (end < LOCATOR64_BYTES) throw damaged('has no zip64 locator');
  const locator = new ByteReader(await file.read(end - LOCATOR64_BYTES, end), 'the zip64 locator of its archive');
  const isLocator = locator.u32() === LOCATOR64;
  locator.take(4); // the disk
  const at = locator.u64();
  const record = new ByteReader(await file.read(...within(file.size, at, END64_BYTES)), 'the zip64 end of its archive');
  if (!isLocator || record.u32() !== END64) throw damaged('has no zip64 directory where it should be');
  record.take(28); // the record's size, two versions, two disks, the entries on this disk
  return { count: record.u64(), size: record.u64(), offset: record.u64() };
}

function readListed(reader: ByteReader): Listed {
  if (reader.u32() !== DIRECTORY_ENTRY) throw damaged('has a directory with something else in it');
  reader.take(4); // versions
  const [flags, method] = [reader.u16(), reader.u16()];
  reader.take(4); // time and date
  const [crc, shortStored, shortSize] = [reader.u32(), reader.u32(), reader.u32()];
  const [nameBytes, extraBytes, commentBytes] = [reader.u16(), reader.u16(), reader.u16()];
  reader.take(8); // disk, attributes
  const shortHeader = reader.u32();
  const name = new TextDecoder().decode(reader.take(nameBytes));
  const long = zip64Field(reader.take(extraBytes));
  reader.take(commentBytes);
  // The field has only those numbers that do not fit, in this order.
  const resolve = (short: number): number => (short === ELSEWHERE32 ? long.u64() : short);
  const [size, storedSize, header] = [resolve(shortSize), resolve(shortStored), resolve(shortHeader)];
  if (flags & ENCRYPTED)
    throw new WeightsError('unsupported', `entry ${quoted(name)} of the zip archive is encrypted; decrypt it`);
  return { name, method, flags, crc, size, storedSize, header, nameBytes };
}

/** What the zip64 field among the extra fields holds; nothing if there is none. */
function zip64Field(extra: Uint8Array<ArrayBuffer>): ByteReader {
  const fields = new ByteReader(extra, 'an extra field of its zip archive');
  while (fields.remaining >= 4) {
    const [id, size] = [fields.u16(), fields.u16()];
    const content = fields.take(size);
    if (id === ZIP64_FIELD) return new ByteReader(content, 'a zip64 field of its archive');
  }
  return new ByteReader(new Uint8Array(0), 'a zip64 field of its archive');
}

/** Where the contents of an entry lie, by its local header, which must say what the directory says. */
async function locate(
  file: FileBytes,
  limit: number,
  entry: Listed,
  beginning: Uint8Array<ArrayBuffer> = new Uint8Array(0),
): Promise<ZipEntry> {
  const { name, method, crc, size, storedSize, header } = entry;
  const needed = localBytes(beginning);
  const local = new ByteReader(
    needed > beginning.length ? await file.read(...within(limit, header, needed)) : beginning,
    `entry ${quoted(name)}`,
  );
  if (local.u32() !== LOCAL_HEADER) throw damaged(`has no entry ${quoted(name)} where its directory says`);
  local.take(2); // version
  const [flags, localMethod] = [local.u16(), local.u16()];
  local.take(4); // time and date
  const [localCrc, localStored, localSize] = [local.u32(), local.u32(), local.u32()];
  const [nameBytes, extraBytes] = [local.u16(), local.u16()];
  const localName = new TextDecoder().decode(local.take(nameBytes));
  local.take(extraBytes);
  const agrees = (here: number, listed: number): boolean => here === listed || here === ELSEWHERE32;
  const sizesAgree = localCrc === crc && agrees(localStored, storedSize) && agrees(localSize, size);
  if (localName !== name || localMethod !== method || (!(flags & SIZES_FOLLOW) && !sizesAgree))
    throw damaged(`has a header of entry ${quoted(name)} that contradicts its directory`);
  if (method === 0 && storedSize !== size) throw damaged(`gives entry ${quoted(name)} two sizes`);
  const begin = header + local.position;
  if (storedSize > limit - begin) throw outOfBytes(`entry ${quoted(name)}`, storedSize, local.position, limit - begin);
  return { name, method, crc, size, begin, end: begin + storedSize };
}

/** Bytes of a local header of which these are the first; 0 if they do not tell. */
function localBytes({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): number {
  if (length < LOCAL_BYTES) return 0;
  const view = new DataView(buffer, byteOffset, length);
  return LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
}

function checkDisjoint(listed: readonly Listed[], entries: readonly ZipEntry[]): void {
  const spans = entries.map(({ name, end }, i) => ({ name, end, begin: listed[i]?.header ?? 0 }));
  let covered = 0;
  for (const { name, begin, end } of spans.toSorted((a, b) => a.begin - b.begin)) {
    if (begin < covered) throw damaged(`has an entry ${quoted(name)} that overlaps another`);
    covered = end;
  }
}
