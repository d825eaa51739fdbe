/**
 * Collects the pieces of a file as they arrive: a small file in one buffer, any other outside of JavaScript's memory.
 */
import { WeightsError } from '../../core/errors';
import { counted } from '../../core/wording';
import { release } from '../../core/release';
import { isLarge } from '../digest';
import { bytesInMemory, bytesOfBlob, type FileBytes } from '../fileBytes';

/** How many bytes are collected before they are moved into a Blob, which the browser keeps in a process of its own. */
const HELD_BYTES = 2 ** 22;

/** No browser gives a page more, and no checkpoint of a ResNeSt has a quarter of it. */
const MOST_BYTES = 2 ** 33;

/** Throws a WeightsError for a file of more bytes than fit into memory. */
export function needRoom(bytes: number, name: string): void {
  if (bytes > MOST_BYTES)
    throw new WeightsError(
      'too-large',
      `${name} needs ${counted(bytes, 'byte')}, more than there is memory; use a smaller one`,
    );
}

/**
 * A file of which the first pieces are known. One of known length that is not large lies in memory; of all others the
 * pieces go into Blobs. Throws a WeightsError, which calls the file `name`, where there is too little memory.
 */
export class Gathered {
  readonly #name: string;
  #held: Uint8Array<ArrayBuffer>;
  #length = 0;
  readonly #away: Blob[] = [];
  #awayBytes = 0;

  constructor(total: number | undefined, name: string) {
    this.#name = name;
    needRoom(total ?? 0, name);
    this.#held = new Uint8Array(total === undefined || isLarge(total) ? HELD_BYTES : total);
  }

  add(piece: Uint8Array): void {
    needRoom(this.#awayBytes + this.#length + piece.byteLength, this.#name);
    if (this.#length + piece.byteLength > this.#held.length) this.#putAway(this.#held.subarray(0, this.#length));
    if (piece.byteLength > this.#held.length) {
      this.#putAway(piece);
      return;
    }
    this.#held.set(piece, this.#length);
    this.#length += piece.byteLength;
  }

  /** The whole file; nothing can be added any more. */
  file(): FileBytes {
    if (this.#away.length === 0 && this.#length === this.#held.length) return bytesInMemory(this.#held.buffer, true);
    this.#putAway(this.#held.subarray(0, this.#length));
    release(this.#held.buffer);
    return bytesOfBlob(new Blob(this.#away), this.#name);
  }

  #putAway(bytes: Uint8Array): void {
    this.#away.push(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    this.#awayBytes += bytes.byteLength;
    this.#length = 0;
  }
}
