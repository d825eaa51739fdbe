/**
 * Reads what `torch.save` wrote before PyTorch 1.6: five pickles in a row (a magic number, the format's version, facts
 * on the machine, the checkpoint, the keys of its storages), then for each key a count of elements (i64) and the data.
 */
import { WeightsError } from '../../../core/errors';
import { ByteReader } from '../byteReader';
import { unpickle } from '../pickle/pickle';
import { kindOf } from '../pickle/values';
import type { Contents } from '../../stateDict';
import { Storages } from './torchStorage';
import { storedTensor } from './torchTensor';
import { unwrapTensors } from './unwrap';
import { quoted } from '../../../core/wording';

/** 0x1950a86a20f9469cfc6c as the first pickle has it: little-endian. */
const MAGIC: readonly number[] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
/** The same as protocols 0 and 1 write it. */
const MAGIC_TEXT: readonly number[] = [...'119547037146038801333356L'].map((digit) => digit.charCodeAt(0));
/** Where it begins at the latest: after the protocol, a frame's length and the integer's own. */
const MAX_PREFIX_BYTES = 16;
const VERSION = 1001;

const damaged = (what: string): WeightsError =>
  new WeightsError(`the PyTorch checkpoint (legacy format) ${what}; the file is damaged`);

/** Whether a file begins with the magic number of the legacy format. */
export function isTorchLegacy(bytes: ArrayBuffer): boolean {
  const head = new Uint8Array(bytes, 0, Math.min(MAX_PREFIX_BYTES + MAGIC_TEXT.length, bytes.byteLength));
  return [MAGIC, MAGIC_TEXT].some((magic) => head.some((_, at) => magic.every((byte, i) => head[at + i] === byte)));
}

/**
 * The tensors of a PyTorch checkpoint in the legacy format; they read from `bytes`. Throws a WeightsError for anything
 * else.
 */
export function parseTorchLegacy(bytes: ArrayBuffer): Contents {
  const reader = new ByteReader(new Uint8Array(bytes), 'its legacy format');
  unpickle(reader); // the magic number
  const version = unpickle(reader);
  if (version !== VERSION)
    throw damaged(
      `has version ${typeof version === 'number' ? String(version) : kindOf(version)}, expected ${String(VERSION)}`,
    );
  const machine = unpickle(reader);
  if (machine instanceof Map && machine.get('little_endian') === false)
    throw new WeightsError('the checkpoint is big-endian; save it on a little-endian machine');
  const storages = new Storages();
  const { tensors, ...rest } = unwrapTensors(unpickle(reader, storages.find));
  readStorages(reader, storages);
  return { ...rest, stateDict: new Map([...tensors].map(([name, tensor]) => [name, storedTensor(name, tensor)])) };
}

function readStorages(reader: ByteReader, storages: Storages): void {
  const keys = unpickle(reader);
  if (!Array.isArray(keys)) throw damaged('has no list of storages');
  for (const key of keys) {
    const storage = typeof key === 'string' ? storages.byKey.get(key) : undefined;
    if (!storage)
      throw damaged(`lists a storage ${typeof key === 'string' ? quoted(key) : kindOf(key)} that no tensor uses`);
    const count = reader.u64();
    if (count * storage.elementBytes !== storage.byteLength)
      throw damaged(
        `has ${String(count)} elements in storage ${quoted(storage.key)}, expected ${String(storage.byteLength / storage.elementBytes)}`,
      );
    storage.fill(reader.take(storage.byteLength));
  }
  const missing = [...storages.byKey.values()].find(({ isFilled }) => !isFilled);
  if (missing) throw damaged(`does not list storage ${quoted(missing.key)}`);
}
