/**
 * From the bytes of a weights file to the tensors of a network, under the original's names.
 */
import { canonicalNames } from './names/canonical';
import { parseCheckpoint } from './containers/checkpoint';
import type { Contents, StateDict } from './stateDict';

/** A network as a weights file holds it. */
export interface Network {
  /** Under the original's names. */
  readonly stateDict: StateDict;
  /** Sentences on what was chosen among several, and on what was left out. */
  readonly notes: readonly string[];
  /** Names, as in the file, of tensors that belong to something around the network. */
  readonly beside: readonly string[];
}

/** Reads a file. Its tensors keep the bytes until they are read. Rejects with a WeightsError that says what is wrong with it. */
export const readCheckpoint = async (bytes: ArrayBuffer): Promise<Network> => networkOf(await parseCheckpoint(bytes));

/** The network in what a file, or several together, hold. */
export function networkOf({ stateDict, unreadable, notes }: Contents): Network {
  const canonical = canonicalNames(stateDict, unreadable);
  return { stateDict: canonical.stateDict, notes: [...notes, ...canonical.notes], beside: canonical.dropped };
}
