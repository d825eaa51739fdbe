/**
 * Pieces of a file that come in one after the other, and at last their bytes in one buffer.
 */
import { WeightsError } from '../../core/errors';
import { release } from '../../core/release';

/** How much of a file of unknown length is held before it is put away. */
const HELD_BYTES = 2 ** 21;

/**
 * Where the number of bytes is not known, or wrong, the pieces wait in Blobs, outside of JavaScript's memory, until
 * there can be one buffer of the right size. Throws a WeightsError, which calls the file `name`, where there is no room.
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
