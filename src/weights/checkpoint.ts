/**
 * From a checkpoint, wherever its files are, to the tensors of a network.
 */
import { ConfigError, WeightsError } from '../core/errors';
import { Pauses } from '../core/pauses';
import type { DownloadOnDisk } from './cache/records';
import { BlockCache } from './containers/blocks';
import type { ShardIndex } from './containers/sharded';
import { sha256OfText } from './digest';
import { carrierOf, type WeightsInput } from './fetching/carrier';
import { addressBeside } from './fetching/address';
import { type DownloadProgress, readFile, type ReadOptions, type WholeFile } from './fetching/download';
import type { NamedVersion } from './fetching/http/version';
import type { FileBytes } from './fileBytes';
import { isShippedFile } from './known/manifest';
import { readFirst } from './mirrors';
import { networkOf, readCheckpoint } from './readCheckpoint';
import type { Contents, StateDict } from './stateDict';

/** A checkpoint, and what is known about it before it is read. */
export interface Checkpoint extends Pick<ReadOptions, 'expectedBytes' | 'sha256' | 'advice' | 'silentAdvice'> {
  readonly input: WeightsInput;
  /** The name of the known checkpoint that it is, if it is one. */
  readonly name?: string | undefined;
  /** Other addresses of the same file, asked in turn where `input` does not give it. */
  readonly mirrors?: readonly string[] | undefined;
  /** Its SHA-256, or its URL where the SHA-256 is not known. It names the checkpoint in a cache; without it nothing is kept. */
  readonly identity?: string | undefined;
}

/** What a checkpoint tells about its model. */
export interface CheckpointFacts {
  /** Under the original's names. */
  readonly stateDict: StateDict;
  /** Of its file; where there are several, of their digests in a row. */
  readonly sha256: string;
  /** Sentences on what was chosen among several, and on what was left out. */
  readonly notes: readonly string[];
  /** Names, as in the file, of tensors that belong to something around the backbone. */
  readonly beside: readonly string[];
}

/** A checkpoint whose files are there; its tensors read them. */
export interface OpenCheckpoint {
  readonly facts: CheckpointFacts;
  /** Whether the file is another one than its name or its size promises. */
  readonly isDoubted: boolean;
  /** What the server tells of the version of each file; undefined where they are not from a server. */
  readonly versions: readonly NamedVersion[] | undefined;
  /** Frees the files, unless they are the caller's: no tensor can be read afterwards. */
  close(): void;
  /** Deletes what is kept of downloads. */
  forget(): Promise<void>;
  /** What is kept of them. */
  readonly download: DownloadOnDisk;
}

/** Who waits for the files, and where they and their weights will be kept. */
export interface Reading extends Pick<ReadOptions, 'signal' | 'onProgress' | 'isKept' | 'keepsParts' | 'known'> {
  /** Is called with the versions of files that came whole and turned out to be no checkpoint. */
  readonly onRefusal?: ((versions: readonly NamedVersion[]) => void) | undefined;
}

/** Whether an error says that a file is not to be had now; who has no network may be shown a page instead. */
export const isAway = (error: unknown): boolean => isOneOf(error, ['unreachable', 'interrupted', 'not-a-checkpoint']);

/** Whether an error says that the bytes are of no use, whatever the options. */
export const isSpoilt = (error: unknown): boolean =>
  isOneOf(error, ['digest', 'not-a-checkpoint', 'damaged', 'unsafe', 'unsupported']);

const isOneOf = (error: unknown, codes: readonly WeightsError['code'][]): boolean =>
  error instanceof WeightsError && codes.includes(error.code);

/**
 * Reads a checkpoint. Throws a WeightsError that says what is wrong with it, a ConfigError where `sha256` cannot be that of
 * its files, or the signal's reason.
 */
export async function openCheckpoint(checkpoint: Checkpoint, reading: Reading): Promise<OpenCheckpoint> {
  const files: NamedFile[] = [];
  const forget = async (): Promise<void> => {
    await Promise.all(files.map((each) => each.forget?.()));
  };
  try {
    return { ...(await openInto(files, checkpoint, reading)), forget, download: onDisk(files) };
  } catch (error) {
    if (isOneOf(error, ['not-a-checkpoint'])) reading.onRefusal?.(versionsOf(files) ?? []);
    if (isSpoilt(error)) await forget();
    for (const { file } of files) file.close();
    throw error;
  }
}

/** A file that is there, with its name beside the index, which itself has none. */
interface NamedFile extends WholeFile {
  readonly name: string;
}

const onDisk = (files: readonly NamedFile[]): DownloadOnDisk => ({
  get bytes(): number {
    return files.reduce((sum, { keptBytes }) => sum + (keptBytes?.() ?? 0), 0);
  },
  leave: async () => {
    for (const { leaveDisk } of files) await leaveDisk?.();
  },
});

function versionsOf(files: readonly NamedFile[]): readonly NamedVersion[] | undefined {
  const versions = files.flatMap(({ name, version }) => (version ? [{ ...version, name }] : []));
  return versions.length > 0 ? versions : undefined;
}

async function openInto(
  files: NamedFile[],
  checkpoint: Checkpoint,
  reading: Reading,
): Promise<Omit<OpenCheckpoint, 'forget' | 'download'>> {
  const { input, mirrors = [], expectedBytes, sha256: expected, advice, silentAdvice } = checkpoint;
  const wanted = { ...reading, expectedBytes, sha256: expected, advice, silentAdvice };
  const read = await readFirst(input, mirrors, wanted);
  files.push({ ...read, name: '' });
  const { file, sha256 } = read;
  const pauses = new Pauses(); // to read the names of a deep model takes some twenty milliseconds
  const index = await shardIndexIn(file);
  if (index && expected !== undefined)
    throw new ConfigError(
      'option',
      'sha256 is for a checkpoint of one file, but these weights are an index of several files; leave sha256 out',
    );
  const cache = new BlockCache();
  const { stateDict, notes, beside } = index
    ? await networkOf(await fetchShards(input, index, reading, files, cache))
    : await readCheckpoint(file, cache, isShippedFile(sha256));
  await pauses.due();
  reading.signal?.throwIfAborted();
  const doubts = expected === undefined ? (await import('./doubts')).doubtsAbout(input, file.size, sha256) : [];
  return {
    facts: {
      stateDict,
      sha256: index ? await sha256OfText(files.map((each) => each.sha256).join('')) : sha256,
      notes: [...notes, ...doubts],
      beside,
    },
    isDoubted: doubts.length > 0,
    versions: versionsOf(files),
    close: () => {
      cache.close();
      for (const each of files) each.file.close();
    },
  };
}

const OPENING_BRACE = 0x7b;

/** Indices name a few hundred tensors. */
const MAX_INDEX_BYTES = 2 ** 24;

/** The index of a checkpoint in several files, if a file is one. */
async function shardIndexIn(file: FileBytes): Promise<ShardIndex | undefined> {
  // A safetensors file may begin with a brace as well, as a digit of its header's length.
  const [first] = await file.read(0, Math.min(1, file.size));
  if (first !== OPENING_BRACE || file.size > MAX_INDEX_BYTES) return undefined;
  return (await import('./containers/sharded')).parseShardIndex(file);
}

/** Fetches the files of an index, which lie beside it, one after the other; they are added to `files`. */
async function fetchShards(
  input: WeightsInput,
  index: ShardIndex,
  reading: Reading,
  files: NamedFile[],
  cache: BlockCache,
): Promise<Contents> {
  const { readShards, shardsNeeded } = await import('./containers/sharded');
  if (carrierOf(input)?.kind !== 'url') throw shardsNeeded(index);
  const address = String(input);
  const known = reading.known && []; // one of several that stayed the same is needed all the same
  const advice =
    new URL(address).search === '' ? undefined : 'the files of an index need addresses without a signature';
  let before = 0;
  const open = async (name: string): Promise<FileBytes> => {
    const onProgress = ({ loaded, bytesPerSecond }: DownloadProgress): void => {
      const all = before + loaded;
      const total = index.bytes === undefined ? undefined : Math.max(all, index.bytes);
      reading.onProgress?.({ loaded: all, total, bytesPerSecond });
    };
    const read = await readFile(addressBeside(name, address), { ...reading, known, onProgress, advice });
    before += read.file.size;
    files.push({ ...read, name });
    return read.file;
  };
  return readShards(index, open, cache);
}
