/**
 * SHA-256 of bytes in memory, and of bytes as they come.
 */
import { Pauses } from '../core/pauses';
import { Sha256 } from '../core/bits/sha256';

/** The browser's own digest wants all bytes in memory, and copies them on this thread: 8 MiB take less than 25 ms. */
const MOST_AT_ONCE = 2 ** 23;

/** Some 4 ms of work between two pauses. */
const STEP_BYTES = 2 ** 18;

/** Bytes in hexadecimal. */
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Whether a file of this many bytes is digested while it arrives, and not afterwards in one call. */
export const isLarge = (bytes: number): boolean => bytes > MOST_AT_ONCE;

/** Whether a SHA-256 is the expected one, of which only the first digits may be known. */
export const isDigest = (sha256: string, expected: string): boolean => sha256.startsWith(expected.toLowerCase());

/** The SHA-256, in hexadecimal, of bytes that arrive in pieces. It pauses, so that the page stays responsive. */
export class RunningDigest {
  readonly #hash: Sha256;

  constructor(hash = new Sha256()) {
    this.#hash = hash;
  }

  /** Adds a piece; await it before the next one. Throws the signal's reason when aborted. */
  async add(piece: ArrayBuffer | Uint8Array, signal?: AbortSignal): Promise<void> {
    const bytes = viewOf(piece);
    const pauses = new Pauses(); // the time until a piece comes is no work
    for (let from = 0; from < bytes.length; from += STEP_BYTES) {
      this.#hash.add(bytes.subarray(from, from + STEP_BYTES));
      await pauses.due();
      signal?.throwIfAborted();
    }
  }

  /** The digest of all pieces so far. */
  hex(): string {
    return this.#hash.hex();
  }

  /** Another one, of the same pieces so far. */
  copy(): RunningDigest {
    return new RunningDigest(this.#hash.copy());
  }
}

/** The SHA-256 in hexadecimal. Throws the signal's reason when aborted. */
export async function sha256(bytes: ArrayBuffer | Uint8Array, signal?: AbortSignal): Promise<string> {
  if (!isLarge(bytes.byteLength)) return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', viewOf(bytes))));
  const digest = new RunningDigest();
  await digest.add(bytes, signal);
  return digest.hex();
}

/** The SHA-256 of a text in UTF-8, in hexadecimal. */
export const sha256OfText = (text: string): Promise<string> => sha256(new TextEncoder().encode(text));

/** The same bytes as a view of this window's own class, which some engines insist on. */
const viewOf = (bytes: ArrayBuffer | Uint8Array): Uint8Array<ArrayBuffer> =>
  ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
