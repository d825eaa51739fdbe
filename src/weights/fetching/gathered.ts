/**
 * Collects the pieces of a file as they arrive, and gives all bytes in one buffer at the end.
 */
import { WeightsError } from '../../core/errors';
import { release } from '../../core/release';

/** How many bytes of a file of unknown length are collected before they are moved into a Blob. */
const HELD_BYTES = 2 ** 21;

/**
 * If the file's length is unknown or wrong, the pieces wait in Blobs, outside of JavaScript's memory, until the length
 * is known. Throws a WeightsError, which calls the file `name`, where there is too little memory.
 */
export class Gathered {
  readonly #name: string;
  #held: Uint8Array<ArrayBuffer>;
  #length = 0;
  readonly #away: Blob[] = [];

  constructor(total: number | undefined, name: string) {
    this.#name = name;
    this.#held = this.#reserve(total ?? HELD_BYTES);
  }

  add(piece: Uint8Array): void {
    if (this.#length + piece.byteLength > this.#held.length) {
      this.#putAway();
      if (this.#held.length < piece.byteLength) this.#held = this.#reserve(piece.byteLength);
    }
    this.#held.set(piece, this.#length);
    this.#length += piece.byteLength;
  }

  /** All bytes; nothing can be added any more. */
  async whole(): Promise<ArrayBuffer> {
    if (this.#away.length === 0 && this.#length === this.#held.length) return this.#held.buffer;
    this.#putAway();
    release(this.#held.buffer);
    const whole = this.#reserve(this.#away.reduce((sum, { size }) => sum + size, 0));
    let end = 0;
    for (const blob of this.#away) {
      const piece = await blob.arrayBuffer().catch((cause: unknown) => this.#hasNoRoom(whole.length, cause));
      whole.set(new Uint8Array(piece), end);
      end += piece.byteLength;
      release(piece);
    }
    return whole.buffer;
  }

  #putAway(): void {
    this.#away.push(new Blob([this.#held.subarray(0, this.#length)]));
    this.#length = 0;
  }

  #reserve(bytes: number): Uint8Array<ArrayBuffer> {
    try {
      return new Uint8Array(bytes);
    } catch (cause) {
      return this.#hasNoRoom(bytes, cause);
    }
  }

  #hasNoRoom(bytes: number, cause: unknown): never {
    const problem = `${this.#name} needs ${String(bytes)} bytes, more than there is memory`;
    throw new WeightsError('too-large', `${problem}; use a smaller one`, { cause });
  }
}
