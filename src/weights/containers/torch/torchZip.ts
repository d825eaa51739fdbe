/**
 * Reads what `torch.save` has written since PyTorch 1.6: a zip archive with a pickle, `TOP/data.pkl`, and a file
 * `TOP/data/KEY` for each storage, uncompressed. Archives that were packed anew, deflated, work as well.
 */
import { WeightsError } from '../../../core/errors';
import { Pauses } from '../../../core/pauses';
import { releaseScratch } from '../../../core/release';
import { bytesInMemory, type FileBytes } from '../../fileBytes';
import type { BlockCache } from '../blocks';
import { ByteReader } from '../byteReader';
import { crc32 } from '../../../core/bits/crc32';
import { inflate } from '../zip/inflate';
import { unpickle } from '../pickle/pickle';
import type { Contents } from '../../stateDict';
import { TORCH_NAMES } from './torchNames';
import { type StoragePlace, type TorchStorage, TorchStorages } from './torchStorage';
import { storedTensor } from './torchTensor';
import { unwrapTensors } from './unwrap';
import { listed, quoted } from '../../../core/wording';
import { readZip, type ZipEntry } from '../zip/zip';

const PICKLE = /^(.*\/)?data\.pkl$/;
/** What deflated entries of an archive may unpack to in all: weights hardly shrink, and no ResNeSt has half of 1 GiB. */
const maxUnpackedBytes = (archiveBytes: number): number => Math.min(2 ** 30, 2 ** 24 + 32 * archiveBytes);

/** Of an entry, in one step of its checksum. */
const STEP_BYTES = 2 ** 20;

/**
 * The tensors of a PyTorch checkpoint in zip format. Rejects with a WeightsError for anything else. The checksum of a
 * storage is verified when it is first read.
 */
export async function parseTorchZip(file: FileBytes, cache: BlockCache): Promise<Contents> {
  const archive = new Archive(file, cache.over(file), await readZip(file));
  archive.checkByteOrder(await archive.contents('byteorder'));
  const storages = new TorchStorages();
  const pickle = await archive.contents('data.pkl');
  if (!pickle) throw new WeightsError('damaged', 'the PyTorch checkpoint has no data.pkl; it is damaged');
  const { persistentLoad } = storages;
  const checkpoint = unpickle(new ByteReader(pickle, 'its pickle'), { names: TORCH_NAMES, persistentLoad });
  const { tensors, ...rest } = unwrapTensors(checkpoint);
  for (const { storage } of tensors.values()) if (!storage.storage.isFilled) await archive.fill(storage.storage);
  return { ...rest, stateDict: new Map([...tensors].map(([name, tensor]) => [name, storedTensor(name, tensor)])) };
}

/** The files of one checkpoint, by their names in its folder. */
class Archive {
  readonly #entries: ReadonlyMap<string, ZipEntry>;
  readonly #top: string;
  #unpackedBytes = 0;

  /** `values` is the same file, for the bytes of tensors. */
  constructor(
    private readonly file: FileBytes,
    private readonly values: FileBytes,
    entries: readonly ZipEntry[],
  ) {
    this.#entries = new Map(entries.map((entry) => [entry.name, entry]));
    const names = [...this.#entries.keys()];
    const tops = names.flatMap((name) => PICKLE.exec(name)?.slice(1) ?? []).map((top) => top ?? '');
    const [top] = tops;
    if (top === undefined)
      throw new WeightsError(
        'not-a-checkpoint',
        `the weights file is a zip archive, but not a PyTorch checkpoint (it holds ${listed(names.map(quoted)) || 'nothing'}); ` +
          'if a checkpoint is among its files, unpack it',
      );
    if (tops.length > 1)
      throw new WeightsError(
        'ambiguous',
        `the zip archive holds ${tops.length} checkpoints (${listed(tops.map(quoted))}); choose one of them`,
      );
    if (this.#entries.has(`${top}constants.pkl`))
      throw new WeightsError(
        'unsupported',
        'the checkpoint is a TorchScript module (torch.jit.save); save its weights alone with ' +
          'torch.save(model.state_dict(), path)',
      );
    this.#top = top;
  }

  /** The contents of a small file, their checksum verified; undefined if it is not there. */
  async contents(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const entry = this.#entries.get(this.#top + name);
    if (!entry) return undefined;
    const { file, begin, end } = await this.#unpack(entry, this.file);
    await verify(entry, { file, begin, end });
    return file.read(begin, end);
  }

  /** Gives a storage its bytes, which are verified when they are first read. */
  async fill(storage: TorchStorage): Promise<void> {
    const entry = this.#entries.get(`${this.#top}data/${storage.key}`);
    if (!entry)
      throw new WeightsError(
        'damaged',
        `the checkpoint has no file data/${quoted(storage.key)} for a storage; it is damaged`,
      );
    const place = await this.#unpack(entry, this.values);
    storage.fill({ ...place, check: () => verify(entry, place) });
  }

  checkByteOrder(byteOrder: Uint8Array | undefined): void {
    const text = byteOrder ? new TextDecoder().decode(byteOrder.subarray(0, 16)) : 'little'; // PyTorch before 2.1
    if (text !== 'little')
      throw new WeightsError(
        'unsupported',
        `the checkpoint has the byte order ${quoted(text)}, expected "little"; save it on a little-endian machine`,
      );
  }

  /** Where the contents of an entry lie: in `file`, this archive, or in memory if they were packed. */
  async #unpack({ name, method, size, begin, end }: ZipEntry, file: FileBytes): Promise<StoragePlace> {
    if (method === 0) return { file, begin, end };
    if (method !== 8)
      throw new WeightsError(
        'unsupported',
        `entry ${quoted(name)} of the zip archive is packed by method ${method}, expected 0 (stored) or ` +
          '8 (deflated); pack it anew',
      );
    this.#unpackedBytes += size;
    const limit = maxUnpackedBytes(this.file.size);
    if (this.#unpackedBytes > limit)
      throw new WeightsError(
        'too-large',
        `the zip archive unpacks to more than ${limit} bytes; pack it anew without compression`,
      );
    const stored = await file.read(begin, end);
    const contents = await inflate(stored, size, `entry ${quoted(name)} of the zip archive`);
    releaseScratch(stored);
    return { file: bytesInMemory(contents.buffer), begin: 0, end: size };
  }
}

async function verify({ name, crc }: ZipEntry, { file, begin, end }: StoragePlace): Promise<void> {
  if (crc === 0) return; // as PyTorch writes it where it was told not to compute checksums
  const pauses = new Pauses();
  let sum = 0;
  for (let at = begin; at < end; at += STEP_BYTES) {
    const bytes = await file.read(at, Math.min(at + STEP_BYTES, end));
    sum = crc32(bytes, sum);
    releaseScratch(bytes);
    await pauses.due();
  }
  if (sum !== crc)
    throw new WeightsError(
      'damaged',
      `entry ${quoted(name)} of the zip archive has a wrong checksum; fetch the file again`,
    );
}
