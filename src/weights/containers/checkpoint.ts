/**
 * Reads a checkpoint in whichever container it comes, by its contents: safetensors, or PyTorch's zip or legacy format.
 */
import { WeightsError } from '../../core/errors';
import { foreignFormat } from './foreign';
import { parseSafetensors } from './safetensors';
import type { Contents } from '../stateDict';
import { isTorchLegacy, parseTorchLegacy } from './torch/torchLegacy';
import { parseTorchZip } from './torch/torchZip';

/** The beginnings of a zip archive, with entries and empty. */
const ZIP = [0x04034b50, 0x06054b50];
const OPENING_BRACE = 0x7b;

/**
 * The tensors of a checkpoint, under the names that it gives them. Nothing is decoded before it is read, and `bytes`
 * must not change: the tensors read from them. Rejects with a WeightsError that names what else the file is.
 */
export async function parseCheckpoint(bytes: ArrayBuffer): Promise<Contents> {
  // A safetensors file may begin with any bytes (the header's length), but then its header opens with a brace.
  if (new Uint8Array(bytes)[8] === OPENING_BRACE) return parseSafetensors(bytes);
  if (bytes.byteLength >= 4 && ZIP.includes(new DataView(bytes).getUint32(0, true))) return parseTorchZip(bytes);
  if (isTorchLegacy(bytes)) return parseTorchLegacy(bytes);
  const foreign = foreignFormat(bytes);
  if (foreign)
    throw new WeightsError(
      `the weights file is ${foreign}, not a checkpoint; choose a safetensors file or one that torch.save wrote`,
    );
  return parseSafetensors(bytes); // which says what is missing
}
