/**
 * Reads a checkpoint in whichever container it comes, by its contents.
 */
import { WeightsError } from '../../core/errors';
import type { Contents } from '../stateDict';
import { chooseOne, containerOf, neither } from './container';
import { foreignFormat } from './foreign';
import { headOf } from './magic';
import { parseSafetensors } from './safetensors';

/** A file of no more bytes may be the beginning of a safetensors file, whose parser says that it is cut short. */
const UNKNOWABLE_BYTES = 8;

/**
 * The tensors of a checkpoint, under the names that it gives them. Nothing is decoded before it is read, and `bytes`
 * must not change: the tensors read from them. Rejects with a WeightsError that names what else the file is.
 */
export async function parseCheckpoint(bytes: ArrayBuffer): Promise<Contents> {
  const head = headOf(bytes);
  const container = containerOf(head);
  if (container) return container.parse(bytes);
  const foreign = foreignFormat(head);
  if (foreign !== undefined)
    throw new WeightsError('not-a-checkpoint', `the weights file is ${foreign}, not a checkpoint; ${chooseOne()}`);
  if (bytes.byteLength <= UNKNOWABLE_BYTES) return parseSafetensors(bytes);
  throw new WeightsError('not-a-checkpoint', `the weights file is ${neither()}; choose another one`);
}
