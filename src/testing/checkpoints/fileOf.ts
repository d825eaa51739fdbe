/**
 * Bytes of a test as a file, in memory or elsewhere.
 */
import { asScratch } from '../../core/release';
import { bytesInMemory, type FileBytes } from '../../weights/fileBytes';

/** A file that is not in memory: each read is a copy, and comes later. */
export const elsewhere = (bytes: ArrayBuffer): FileBytes => ({
  size: bytes.byteLength,
  read: async (from, to) => {
    await Promise.resolve();
    if (from < 0 || from > to || to > bytes.byteLength)
      throw new Error(`bytes ${from} to ${to} are outside of the file`);
    return asScratch(new Uint8Array(bytes.slice(from, to)));
  },
  close: () => undefined,
});

/** Both kinds of files, by name. */
export const KINDS_OF_FILES: readonly (readonly [string, (bytes: ArrayBuffer) => FileBytes])[] = [
  ['in memory', bytesInMemory],
  ['elsewhere', elsewhere],
];
