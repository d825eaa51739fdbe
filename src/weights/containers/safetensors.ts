/**
 * Reads the safetensors format: the header's length (u64), a JSON header, and the tensors' bytes, all little-endian.
 */
import { WeightsError } from '../../core/errors';
import { isObject, type Json } from '../../core/json';
import type { Shape } from '../../core/tensor';
import type { FileBytes } from '../fileBytes';
import type { BlockCache } from './blocks';
import { decodeElements } from './elements';
import { COMPLEX_DTYPES, type Contents, type DType, DTYPE_BYTES, type StoredTensor } from '../stateDict';
import { counted, printable, quoted, shapeText } from '../../core/wording';

const LENGTH_BYTES = 8;
/** The limit of the format's own implementation. */
const MAX_HEADER_BYTES = 100_000_000;
const OPENING_BRACE = 0x7b;

/** One line of the header; offsets count from the end of the header. */
interface Entry {
  readonly name: string;
  /** One of ours, or of a newer kind of files. */
  readonly dtype: string;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

/**
 * The tensors of a safetensors file; nothing is decoded before it is read, and f32 that is in memory is not even copied
 * where it is aligned. Rejects with a WeightsError for anything that is not a complete, well-formed safetensors file.
 */
export async function parseSafetensors(file: FileBytes, cache: BlockCache): Promise<Contents> {
  const headerBytes = await readHeaderLength(file);
  const start = LENGTH_BYTES + headerBytes;
  const header = parseHeader(await file.read(LENGTH_BYTES, start));
  // JSON.parse keeps the last of several equal names; the bytes of the others are then found missing as a gap.
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => parseEntry(name, value));
  checkCoverage(entries, file.size - start);
  const values = cache.over(file);
  return {
    stateDict: new Map(entries.filter(isReal).map((entry) => [entry.name, storedTensor(values, start, entry)])),
    unreadable: new Map(
      entries
        .filter((entry) => !isReal(entry))
        .map(({ name, dtype }) => [name, `a tensor of type ${printable(dtype)}`]),
    ),
    notes: [],
  };
}

type RealEntry = Entry & { readonly dtype: DType };

const isReal = (entry: Entry): entry is RealEntry => isDType(entry.dtype) && !COMPLEX_DTYPES.has(entry.dtype);

async function readHeaderLength(file: FileBytes): Promise<number> {
  const { size } = file;
  if (size === 0) throw new WeightsError('not-a-checkpoint', 'the weights file is empty; choose a checkpoint');
  if (size < LENGTH_BYTES)
    throw new WeightsError(
      'damaged',
      `the weights file has only ${counted(size, 'byte')}; choose a complete checkpoint`,
    );
  const { buffer, byteOffset } = await file.read(0, Math.min(LENGTH_BYTES + 1, size));
  const view = new DataView(buffer, byteOffset);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  const opens = size === LENGTH_BYTES || view.getUint8(LENGTH_BYTES) === OPENING_BRACE;
  if (length < 2 || length > MAX_HEADER_BYTES || !opens)
    throw new WeightsError(
      'not-a-checkpoint',
      'the weights file is neither safetensors nor from torch.save; choose another one',
    );
  if (length > size - LENGTH_BYTES)
    throw new WeightsError(
      'damaged',
      `the weights file is truncated (its header takes ${length} bytes, with ${size - LENGTH_BYTES} there); ` +
        'fetch it again',
    );
  return length;
}

function parseHeader(text: Uint8Array): Json {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch (cause) {
    throw new WeightsError('damaged', 'the header of the safetensors file is not valid JSON; the file is damaged', {
      cause,
    });
  }
  if (!isObject(header))
    throw new WeightsError('damaged', 'the header of the safetensors file is not a JSON object; the file is damaged');
  return header;
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const isSizes = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every(isSize);

const isDType = (name: string): name is DType => Object.hasOwn(DTYPE_BYTES, name);

function parseEntry(name: string, value: unknown): Entry {
  const bad = (what: string): WeightsError =>
    new WeightsError(
      'damaged',
      `tensor ${quoted(name)} of the safetensors file ${what}; the file is damaged or has a newer format`,
    );
  if (!isObject(value)) throw bad('is not described by a JSON object');
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string') throw bad(`has the type ${printable(String(JSON.stringify(dtype)))}`);
  if (!isSizes(shape)) throw bad('has a shape that is not a list of sizes');
  if (!isSizes(offsets)) throw bad('has data offsets that are not a list of sizes');
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2 || begin > end)
    throw bad(`has the data offsets ${shapeText(offsets)}, expected [begin, end]`);
  if (!isDType(dtype)) return { name, dtype, shape, begin, end };
  // A product past 2^53 is rounded, but stays far above the size of any file.
  const needed = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, DTYPE_BYTES[dtype]);
  if (end - begin !== needed)
    throw bad(`has ${counted(end - begin, 'byte')}, expected ${needed} for ${dtype} ${shapeText(shape)}`);
  return { name, dtype, shape, begin, end };
}

/** The tensors must cover the `size` bytes behind the header without gap or overlap. */
function checkCoverage(entries: readonly Entry[], size: number): void {
  const inOrder = entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end);
  const promised = entries.reduce((most, { end }) => Math.max(most, end), 0);
  if (promised > size)
    throw new WeightsError(
      'damaged',
      `the weights file is truncated (its tensors take ${counted(promised, 'byte')}, with ${size} there); ` +
        'fetch it again',
    );
  let covered = 0;
  for (const { name, begin, end } of inOrder) {
    if (begin !== covered)
      throw new WeightsError(
        'damaged',
        `tensor ${quoted(name)} of the safetensors file begins at byte ${begin}, expected ${covered} ` +
          `(${begin < covered ? 'tensors overlap' : 'bytes belong to no tensor'}); the file is damaged`,
      );
    covered = end;
  }
  if (covered !== size)
    throw new WeightsError(
      'damaged',
      `the safetensors file has ${counted(size - covered, 'byte')} past its last tensor; the file is damaged`,
    );
}

function storedTensor(file: FileBytes, start: number, { name, dtype, shape, begin, end }: RealEntry): StoredTensor {
  const width = DTYPE_BYTES[dtype];
  const first = start + begin;
  const read = async (from = 0, to = (end - begin) / width): Promise<Float32Array> =>
    decodeElements(await file.read(first + from * width, first + to * width), dtype, name);
  return { dtype, shape, read };
}
