/**
 * Reads a checkpoint in whichever container it comes, by its contents.
 */
import { WeightsError } from '../../core/errors';
import type { Contents } from '../stateDict';
import type { FileBytes } from '../fileBytes';
import { BlockCache } from './blocks';
import { chooseOne, containerOf, neither } from './container';
import { headOf } from './magic';
import { parseSafetensors } from './safetensors';

/** A file of no more bytes may be the beginning of a safetensors file, whose parser says that it is cut short. */
const UNKNOWABLE_BYTES = 8;

/**
 * The tensors of a checkpoint, under the names that it gives them. Each is read from the file, by way of `cache`, when
 * somebody asks for its values. Rejects with a WeightsError that names what else the file is.
 */
export async function parseCheckpoint(file: FileBytes, cache = new BlockCache()): Promise<Contents> {
  const head = await headOf(file);
  const container = containerOf(head);
  if (container) return container.parse(file, cache);
  const { foreignFormat } = await import('./foreign');
  const foreign = foreignFormat(head);
  if (foreign !== undefined)
    throw new WeightsError('not-a-checkpoint', `the weights file is ${foreign}, not a checkpoint; ${chooseOne()}`);
  if (file.size <= UNKNOWABLE_BYTES) return parseSafetensors(file, cache);
  throw new WeightsError('not-a-checkpoint', `the weights file is ${neither()}; choose another one`);
}
