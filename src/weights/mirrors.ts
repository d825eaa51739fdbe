/**
 * Reads a file from the first of its addresses that gives it.
 */
import { WeightsError } from '../core/errors';
import type { WeightsInput } from './fetching/carrier';
import { readFile, type ReadOptions, type WholeFile } from './fetching/download';

/** Another address may have what this one does not give; it would not help where the bytes are wrong. */
const isElsewhere = (error: unknown): error is WeightsError =>
  error instanceof WeightsError && (error.code === 'unreachable' || error.code === 'interrupted');

/**
 * A file from `input`, or else from its mirrors in turn. Throws what `readFile` throws; where no address gives the file,
 * that is the error of the first, which names the others.
 */
export async function readFirst(
  input: WeightsInput,
  mirrors: readonly string[],
  options: ReadOptions,
): Promise<WholeFile> {
  try {
    return await readFile(input, options);
  } catch (error) {
    if (mirrors.length === 0 || !isElsewhere(error)) throw error;
    for (const mirror of mirrors) {
      const file = await readFile(mirror, options).catch((other: unknown) => {
        if (!isElsewhere(other)) throw other;
      });
      if (file) return file;
    }
    const message = `${error.message} (${mirrors.join(' and ')} did not give it either)`;
    throw new WeightsError(error.code, message, { cause: error });
  }
}
