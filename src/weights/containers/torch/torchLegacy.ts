/**
 * Reads what `torch.save` wrote before PyTorch 1.6: five pickles in a row (a magic number, the format's version, facts
 * on the machine, the checkpoint, the keys of its storages), then for each key a count of elements (i64) and the data.
 */
import { WeightsError } from '../../../core/errors';
import { ByteReader } from '../byteReader';
import { unpickle } from '../pickle/pickle';
import { kindOf } from '../pickle/values';
import type { Contents } from '../../stateDict';
import { TORCH_NAMES } from './torchNames';
import { TorchStorages } from './torchStorage';
import { storedTensor } from './torchTensor';
import { unwrapTensors } from './unwrap';
import { quoted } from '../../../core/wording';

const VERSION = 1001;

const damaged = (what: string): WeightsError =>
  new WeightsError('damaged', `the PyTorch checkpoint (legacy format) ${what}; the file is damaged`);

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
      `has version ${typeof version === 'number' ? String(version) : kindOf(version)}, expected ${VERSION}`,
    );
  const machine = unpickle(reader);
  if (machine instanceof Map && machine.get('little_endian') === false)
    throw new WeightsError('unsupported', 'the checkpoint is big-endian; save it on a little-endian machine');
  const storages = new TorchStorages();
  const { persistentLoad } = storages;
  const { tensors, ...rest } = unwrapTensors(unpickle(reader, { names: TORCH_NAMES, persistentLoad }));
  readStorages(reader, storages);
  return { ...rest, stateDict: new Map([...tensors].map(([name, tensor]) => [name, storedTensor(name, tensor)])) };
}

function readStorages(reader: ByteReader, storages: TorchStorages): void {
  const keys = unpickle(reader);
  if (!Array.isArray(keys)) throw damaged('has no list of storages');
  for (const key of keys) {
    const storage = typeof key === 'string' ? storages.byKey.get(key) : undefined;
    if (!storage)
      throw damaged(`lists a storage ${typeof key === 'string' ? quoted(key) : kindOf(key)} that no tensor uses`);
    const count = reader.u64();
    if (count * storage.elementBytes !== storage.byteLength)
      throw damaged(
        `has ${count} elements in storage ${quoted(storage.key)}, expected ${storage.byteLength / storage.elementBytes}`,
      );
    storage.fill(reader.take(storage.byteLength));
  }
  const missing = [...storages.byKey.values()].find(({ isFilled }) => !isFilled);
  if (missing) throw damaged(`does not list storage ${quoted(missing.key)}`);
}
