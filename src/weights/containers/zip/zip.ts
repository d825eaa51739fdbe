/**
 * Reads the directory of a zip archive (zip64 too) and holds it to what lies in the file.
 */
import { WeightsError } from '../../../core/errors';
import { ByteReader } from '../byteReader';
import { quoted } from '../../../core/wording';

const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const LOCATOR64 = 0x07064b50;
const LOCATOR64_BYTES = 20;
const END64 = 0x06064b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
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
}

const damaged = (what: string): WeightsError =>
  new WeightsError('damaged', `the zip archive ${what}; it is truncated or damaged, fetch it again`);

/**
 * The entries of a zip archive in the order of its directory. Throws a WeightsError unless the directory is whole and
 * agrees with the headers of the entries, and no two entries overlap.
 */
export function readZip(bytes: ArrayBuffer): ZipEntry[] {
  const file = new Uint8Array(bytes);
  const { offset, size, count } = findDirectory(file);
  const reader = new ByteReader(file.subarray(offset, offset + size), 'the directory of its zip archive');
  const listed = Array.from({ length: count }, () => readListed(reader));
  if (reader.remaining > 0) throw damaged(`has ${reader.remaining} bytes past the last entry of its directory`);
  if (new Set(listed.map(({ name }) => name)).size < count) throw damaged('lists two entries of the same name');
  const entries = listed.map((entry) => locate(file, offset, entry));
  checkDisjoint(listed, entries);
  return entries;
}

interface Directory {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

function findDirectory(file: Uint8Array<ArrayBuffer>): Directory {
  const at = findEnd(file);
  const end = new ByteReader(file.subarray(at + 4), 'the end of its zip archive');
  const disks = [end.u16(), end.u16()];
  const [onDisk, total, shortSize, shortOffset] = [end.u16(), end.u16(), end.u32(), end.u32()];
  const isLong = total === ELSEWHERE16 || shortSize === ELSEWHERE32 || shortOffset === ELSEWHERE32;
  const long = isLong ? findDirectory64(file, at) : undefined;
  const { count, size, offset } = long ?? { count: total, size: shortSize, offset: shortOffset };
  if (disks.some((disk) => disk !== 0 && disk !== ELSEWHERE16) || onDisk !== total)
    throw new WeightsError('unsupported', 'this zip archive is split over several files; join them first');
  if (count > MAX_ENTRIES) throw damaged(`lists ${count} entries, expected at most ${MAX_ENTRIES}`);
  if (offset + size > at) throw damaged(`has its directory at bytes ${offset} to ${offset + size} of ${at}`);
  return { offset, size, count };
}

/** Where the last record of the archive begins; only a comment follows. */
function findEnd(file: Uint8Array<ArrayBuffer>): number {
  const view = new DataView(file.buffer);
  const last = file.length - END_BYTES;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT_BYTES); at--)
    if (view.getUint32(at, true) === END && view.getUint16(at + 20, true) === last - at) return at;
  throw damaged('has no directory at its end');
}

function findDirectory64(file: Uint8Array<ArrayBuffer>, end: number): Directory {
  if (end < LOCATOR64_BYTES) throw damaged('has no zip64 locator');
  const locator = new ByteReader(file.subarray(end - LOCATOR64_BYTES, end), 'the zip64 locator of its archive');
  const isLocator = locator.u32() === LOCATOR64;
  locator.take(4); // the disk
  const at = locator.u64();
  const record = new ByteReader(file.subarray(Math.min(at, end)), 'the zip64 end of its archive');
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
  return { name, method, flags, crc, size, storedSize, header };
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
function locate(file: Uint8Array<ArrayBuffer>, limit: number, entry: Listed): ZipEntry {
  const { name, method, crc, size, storedSize, header } = entry;
  const local = new ByteReader(file.subarray(Math.min(header, limit), limit), `entry ${quoted(name)}`);
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
  local.take(storedSize);
  return { name, method, crc, size, begin, end: begin + storedSize };
}

function checkDisjoint(listed: readonly Listed[], entries: readonly ZipEntry[]): void {
  const spans = entries.map(({ name, end }, i) => ({ name, end, begin: listed[i]?.header ?? 0 }));
  let covered = 0;
  for (const { name, begin, end } of spans.toSorted((a, b) => a.begin - b.begin)) {
    if (begin < covered) throw damaged(`has an entry ${quoted(name)} that overlaps another`);
    covered = end;
  }
}
