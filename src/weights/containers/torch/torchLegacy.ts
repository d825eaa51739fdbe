/**
 * Reads what `torch.save` wrote before PyTorch 1.6: five pickles in a row (a magic number, the format's version, facts
 * on the machine, the checkpoint, the keys of its storages), then for each key a count of elements (i64) and the data.
 */
import { WeightsError } from '../../../core/errors';
import { releaseScratch } from '../../../core/release';
import type { FileBytes } from '../../fileBytes';
import type { BlockCache } from '../blocks';
import { ByteReader, OutOfBytes, outOfBytes } from '../byteReader';
import { readSpans, type Span } from '../spans';
import { unpickle } from '../pickle/pickle';
import { kindOf, type PickleValue } from '../pickle/values';
import type { Contents } from '../../stateDict';
import { TORCH_NAMES } from './torchNames';
import { type TorchStorage, TorchStorages } from './torchStorage';
import { storedTensor } from './torchTensor';
import { type Unwrapped, unwrapTensors } from './unwrap';
import { counted, quoted } from '../../../core/wording';

const VERSION = 1001;

const damaged = (what: string): WeightsError =>
  new WeightsError('damaged', `the PyTorch checkpoint (legacy format) ${what}; the file is damaged`);

/** What the file is called where it ends too early. */
const WHAT = 'its legacy format';

/** The pickles of the largest ResNeSt take half of it. */
const FIRST_BYTES = 2 ** 20;
/** How much more is read of a file whose pickles are longer. */
const GROWTH = 4;

/** Of the count before a storage's data. */
const COUNT_BYTES = 8;

/** The tensors of a PyTorch checkpoint in the legacy format. Rejects with a WeightsError for anything else. */
export async function parseTorchLegacy(file: FileBytes, cache: BlockCache): Promise<Contents> {
  const { tensors, keys, storages, end, ...rest } = await readPickles(file);
  await placeStorages(listed(keys, storages), end, file, cache.over(file));
  const missing = [...storages.byKey.values()].find(({ isFilled }) => !isFilled);
  if (missing) throw damaged(`does not list storage ${quoted(missing.key)}`);
  return { ...rest, stateDict: new Map([...tensors].map(([name, tensor]) => [name, storedTensor(name, tensor)])) };
}

/** What comes before the data. */
interface Pickles extends Unwrapped {
  readonly keys: PickleValue;
  readonly storages: TorchStorages;
  /** Where the data begin. */
  readonly end: number;
}

/** Nothing says how long the pickles are: more and more of the file is read until they end. */
async function readPickles(file: FileBytes): Promise<Pickles> {
  for (let bytes = FIRST_BYTES; ; bytes *= GROWTH) {
    const beginning = await file.read(0, Math.min(bytes, file.size));
    try {
      return unpickleAll(new ByteReader(beginning, WHAT));
    } catch (error) {
      if (!(error instanceof OutOfBytes) || bytes >= file.size) throw error;
    } finally {
      releaseScratch(beginning);
    }
  }
}

function unpickleAll(reader: ByteReader): Pickles {
  unpickle(reader); // the magic number
  const version = unpickle(reader);
  if (version !== VERSION)
    throw damaged(
      `has version ${typeof version === 'number' ? String(version) : kindOf(version)}, expected ${VERSION}`,
    );
  const machine = unpickle(reader);
  if (machine instanceof Map && machine.get('little_endian') === false)
    throw new WeightsError('unsupported', 'the checkpoint is big-endian; save it on a little-endian machine');
  const storages = new TorchStorages();
  const { persistentLoad } = storages;
  const unwrapped = unwrapTensors(unpickle(reader, { names: TORCH_NAMES, persistentLoad }));
  const keys = unpickle(reader);
  return { ...unwrapped, keys, storages, end: reader.position };
}

/** The storages in the order of their data. */
function listed(keys: PickleValue, { byKey }: TorchStorages): TorchStorage[] {
  if (!Array.isArray(keys)) throw damaged('has no list of storages');
  return keys.map((key) => {
    const storage = typeof key === 'string' ? byKey.get(key) : undefined;
    if (!storage)
      throw damaged(`lists a storage ${typeof key === 'string' ? quoted(key) : kindOf(key)} that no tensor uses`);
    return storage;
  });
}

/** Gives storages their data, which begin at `start` and are read from `values`, the same file. */
async function placeStorages(
  storages: readonly TorchStorage[],
  start: number,
  file: FileBytes,
  values: FileBytes,
): Promise<void> {
  let next = start;
  const starts = storages.map(({ byteLength }) => {
    const at = next;
    next += COUNT_BYTES + byteLength;
    return at;
  });
  const counts = await readSpans(
    file,
    starts.map((at): Span => [Math.min(at, file.size), Math.min(at + COUNT_BYTES, file.size)]),
  );
  for (const [i, storage] of storages.entries()) {
    const { key, byteLength, elementBytes } = storage;
    const at = starts[i] ?? next;
    const count = new ByteReader(counts[i] ?? new Uint8Array(0), WHAT, at).u64();
    if (count * elementBytes !== byteLength)
      throw damaged(
        `has ${counted(count, 'element')} in storage ${quoted(key)}, expected ${byteLength / elementBytes}`,
      );
    const begin = at + COUNT_BYTES;
    if (byteLength > file.size - begin) throw outOfBytes(WHAT, byteLength, begin, file.size - begin);
    storage.fill({ file: values, begin, end: begin + byteLength });
  }
}
