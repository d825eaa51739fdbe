/**
 * How files begin: the bytes by which a format is told from others.
 */
import type { FileBytes } from '../fileBytes';

/** Bytes that every file of a format has in one place. */
export interface Magic {
  readonly bytes: readonly number[];
  /** The number of their first byte in the file; 0 by default. */
  readonly at?: number;
  /** Where they may begin at the latest; by default only `at`. */
  readonly until?: number;
}

/** The first bytes of a file in which every magic lies, and the beginning of a text can be read. */
const HEAD_BYTES = 512;

export const headOf = (file: FileBytes): Promise<Uint8Array> => file.read(0, Math.min(HEAD_BYTES, file.size));

/** Bytes of a text of which no character is above U+00FF. */
export const bytesOf = (text: string): readonly number[] => [...text].map((character) => character.charCodeAt(0));

/** Whether a file that begins with `head` has these bytes. */
export function hasMagic(head: Uint8Array, { bytes, at = 0, until = at }: Magic): boolean {
  for (let from = at; from <= until; from++) if (bytes.every((byte, i) => head[from + i] === byte)) return true;
  return false;
}
