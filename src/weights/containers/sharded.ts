/**
 * Checkpoints in several files, as Hugging Face's libraries write them: an index in JSON says which file has a tensor.
 */
import { WeightsError } from '../../core/errors';
import { parseCheckpoint } from './checkpoint';
import type { FileBytes } from '../fileBytes';
import type { BlockCache } from './blocks';
import { given, isObject } from '../../core/json';
import type { Contents, StoredTensor } from '../stateDict';
import { counted, listed, quoted } from '../../core/wording';

/** An index (`model.safetensors.index.json`, `pytorch_model.bin.index.json`). */
export interface ShardIndex {
  /** Tensor -> file beside the index. */
  readonly files: ReadonlyMap<string, string>;
  /** Bytes of all tensors together, where the index says so. */
  readonly bytes: number | undefined;
}

/** Far more than any published checkpoint has. */
const MAX_FILES = 512;

/** Reads an index; undefined for other JSON. Rejects with a WeightsError for one that names files elsewhere. */
export async function parseShardIndex(file: FileBytes): Promise<ShardIndex | undefined> {
  const json = parseJson(await file.read(0, file.size));
  const map = isObject(json) ? given(json, 'weight_map') : undefined;
  if (!isObject(json) || !isObject(map)) return undefined;
  const files = new Map(Object.entries(map).map(([name, file]) => [name, besideIndex(name, file)]));
  if (files.size === 0 || filesOf({ files }).length > MAX_FILES)
    throw new WeightsError(
      'damaged',
      `the index of the weights names ${filesOf({ files }).length} files, expected 1 to ${MAX_FILES}; it is damaged`,
    );
  const metadata = given(json, 'metadata');
  const total = isObject(metadata) ? Number(given(metadata, 'total_size')) : NaN;
  return { files, bytes: Number.isSafeInteger(total) && total > 0 ? total : undefined };
}

/** The files of an index, each once. */
export const filesOf = ({ files }: Pick<ShardIndex, 'files'>): readonly string[] => [...new Set(files.values())];

/** The error for an index that came without an address, so that nobody knows where its files are. */
export const shardsNeeded = (index: ShardIndex): WeightsError =>
  new WeightsError(
    'not-a-checkpoint',
    `the weights file is the index of a checkpoint in ${counted(filesOf(index).length, 'file')} (${listed(filesOf(index).map(quoted))}), ` +
      'and holds no weights; give the URL of the index, with the files beside it',
  );

/**
 * What the files of an index hold together; `open` brings one, and all are read by way of `cache`. Rejects with a
 * WeightsError where a tensor is missing.
 */
export async function readShards(
  index: ShardIndex,
  open: (file: string) => Promise<FileBytes>,
  cache?: BlockCache,
): Promise<Contents> {
  const stateDict = new Map<string, StoredTensor>();
  const unreadable = new Map<string, string>();
  for (const file of filesOf(index)) {
    const shard = await parseCheckpoint(await open(file), cache).catch((error: unknown) => {
      if (!(error instanceof WeightsError)) throw error;
      throw new WeightsError(error.code, `${quoted(file)}, a part of the checkpoint: ${error.message}`, {
        cause: error,
      });
    });
    for (const [name, at] of index.files) {
      if (at !== file) continue;
      const tensor = shard.stateDict.get(name);
      const kind = shard.unreadable.get(name);
      if (tensor) stateDict.set(name, tensor);
      else if (kind !== undefined) unreadable.set(name, kind);
      else
        throw new WeightsError(
          'damaged',
          `${quoted(file)}, a part of the checkpoint, has no tensor ${quoted(name)}, which the index names; fetch both again`,
        );
    }
  }
  return { stateDict, unreadable, notes: [] };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function besideIndex(name: string, file: unknown): string {
  if (typeof file === 'string' && /^[^/\\:?#]+$/.test(file) && !/^\.+$/.test(file)) return file;
  throw new WeightsError(
    'damaged',
    `the index of the weights names ${quoted(String(file))} for the tensor ${quoted(name)}, expected a file beside it; fetch the index again`,
  );
}
