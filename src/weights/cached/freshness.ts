/**
 * Whether a model in a cache is still that of the files at its URL.
 */
import { within } from '../../core/waiting';
import type { Note } from '../cache/note';
import { filesOf, parseShardIndex } from '../containers/sharded';
import { addressBeside, fileNameOf } from '../fetching/address';
import { readFile } from '../fetching/download';
import { askVersion, canTell } from '../fetching/http/changed';
import { areAlike, differ, type NamedVersion } from '../fetching/http/version';

/** What a note says of versions. */
export type KnownVersions = Pick<Note<unknown>, 'versions' | 'seen' | 'refused'>;

/** What the server says of a model in a cache. */
export interface Freshness {
  /** Whether the files are the same, as far as anybody knows. */
  readonly isCurrent: boolean;
  /** The versions that the server tells. */
  readonly told: readonly NamedVersion[];
  /** What the note lacks. */
  readonly learnt?: KnownVersions;
}

/** An index of files that a server does not give in this time is asked for at the next start. */
const INDEX_SECONDS = 2;

/**
 * Asks the server for the version of each file, once; not for those of which it has told nothing. Of a model that was kept
 * before notes had versions nobody knows more than what the server tells now: that counts for the next starts. Never
 * rejects.
 */
export async function freshnessOf(
  address: string,
  { versions, seen }: KnownVersions,
  signal: AbortSignal | undefined,
): Promise<Freshness> {
  const names = versions?.filter(canTell).map(({ name }) => name) ?? (await namesAt(address, signal));
  const told = await toldVersions(address, names, signal);
  if (!versions)
    return {
      isCurrent: true,
      told,
      ...(told.length > 0 && told.length === names.length && { learnt: { versions: told } }),
    };
  const isSame = told.every((each) => versions.every((one) => one.name !== each.name || !differ(one, each)));
  return { isCurrent: isSame || (seen !== undefined && areAllAlike(told, seen)), told };
}

/**
 * What a download has shown that was made because of the server's word: files of a version that is known, or of the
 * same bytes. What the server told before stands for them from now on.
 */
export const learntFrom = ({ told }: Freshness, versions?: readonly NamedVersion[]): KnownVersions => ({
  seen: told,
  ...(versions && { versions }),
});

/**
 * Likewise of files that are no checkpoint. A network may have put a page in their place, so the server's word stands for
 * them only where it was about the same files.
 */
export const learntFromRefused = ({ told }: Freshness, refused: readonly NamedVersion[]): KnownVersions | undefined =>
  refused.length === 0 ? undefined : { refused, ...(areAllAlike(told, refused) && { seen: told }) };

/** The names of all files of a checkpoint; only an index, which is small, has to be read for that. */
async function namesAt(address: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
  if (!fileNameOf(address)?.endsWith('.json')) return [''];
  try {
    const reading = (async () => {
      const { file } = await readFile(address, { signal, known: [] });
      const index = await parseShardIndex(file);
      file.close();
      return index ? ['', ...filesOf(index)] : [''];
    })();
    return await within(INDEX_SECONDS, reading, () => new Error('late'));
  } catch {
    return [];
  }
}

async function toldVersions(
  address: string,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly NamedVersion[]> {
  const told = names.map(async (name) => {
    const version = await askVersion(addressBeside(name, address), signal);
    return version ? [{ ...version, name }] : [];
  });
  return (await Promise.all(told)).flat();
}

const areAllAlike = (some: readonly NamedVersion[], others: readonly NamedVersion[]): boolean =>
  some.length === others.length && some.every((one, i) => others[i]?.name === one.name && areAlike(one, others[i]));
