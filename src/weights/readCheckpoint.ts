/**
 * From the bytes of a weights file to the tensors of a network, under the original's names.
 */
import { elementCount } from '../core/tensor';
import type { BlockCache } from './containers/blocks';
import { parseCheckpoint } from './containers/checkpoint';
import type { FileBytes } from './fileBytes';
import { type Contents, READABLE_DTYPES, type StateDict } from './stateDict';

/** A network as a weights file holds it. */
export interface Network {
  /** Under the original's names. */
  readonly stateDict: StateDict;
  /** Sentences on what was chosen among several, and on what was left out. */
  readonly notes: readonly string[];
  /** Names, as in the file, of tensors that belong to something around the network. */
  readonly beside: readonly string[];
}

/**
 * Reads a file, its tensors by way of `cache` when they are asked for; `isOurs` says that it is one that ships. Rejects
 * with a WeightsError that says what is wrong with it.
 */
export const readCheckpoint = async (file: FileBytes, cache?: BlockCache, isOurs = false): Promise<Network> =>
  networkOf(await parseCheckpoint(file, cache), isOurs);

/**
 * The network in what a file, or several together, hold; a file that ships has the original's names. Rejects where a file
 * cannot be read.
 */
export async function networkOf({ stateDict, unreadable, notes }: Contents, isOurs = false): Promise<Network> {
  const canonical = isOurs
    ? { stateDict, dropped: [], notes: [] }
    : (await import('./names/canonical')).canonicalNames(stateDict, unreadable);
  return {
    stateDict: await withValues(canonical.stateDict),
    notes: [...notes, ...canonical.notes],
    beside: canonical.dropped,
  };
}

/** The same tensors; those of one element, which tell what model this is, have their value. */
async function withValues(stateDict: StateDict): Promise<StateDict> {
  const all = new Map(stateDict);
  for (const [name, tensor] of stateDict) {
    if (elementCount(tensor.shape) !== 1 || !READABLE_DTYPES.has(tensor.dtype)) continue;
    const [value = NaN] = await tensor.read();
    all.set(name, { ...tensor, value });
  }
  return all;
}
