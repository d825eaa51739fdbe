/**
 * The rows of a PNG, from top to bottom, two of them in memory.
 */
import type { BlobPieces } from '../../files/blobPieces';
import type { PngHeader } from './header';
import { BrokenPng, Inflated } from './inflate';
import { pixelBytes, rowBytes } from './pixels';
import { unfilter } from './unfilter';

export class PngRows {
  readonly #inflated: Inflated;
  readonly #step: number;
  readonly #height: number;
  /** Each with the number of its filter before it. */
  #row: Uint8Array;
  #above: Uint8Array;
  /** Inflated bytes that no row has taken yet. */
  #rest: Uint8Array = new Uint8Array(0);
  #y = 0;

  constructor(file: BlobPieces, header: PngHeader) {
    this.#inflated = new Inflated(file, header.data);
    this.#step = pixelBytes(header);
    this.#height = header.height;
    this.#row = new Uint8Array(rowBytes(header) + 1);
    this.#above = new Uint8Array(this.#row.length);
  }

  /**
   * The next row as it was before it was filtered, valid until the one after it is asked for. Throws a BrokenPng, or what
   * reading the file throws.
   */
  async next(): Promise<Uint8Array> {
    [this.#row, this.#above] = [this.#above, this.#row];
    for (let filled = 0; filled < this.#row.length;) {
      if (this.#rest.length === 0) this.#rest = await this.#more();
      const part = this.#rest.subarray(0, this.#row.length - filled);
      this.#row.set(part, filled);
      this.#rest = this.#rest.subarray(part.length);
      filled += part.length;
    }
    const [kind = 0] = this.#row;
    const bytes = this.#row.subarray(1);
    if (!unfilter(kind, bytes, this.#above.subarray(1), this.#step))
      throw new BrokenPng(`row ${this.#y} has the filter ${kind}, and there are 0 to 4`);
    if (++this.#y === this.#height) await this.#inflated.end();
    return bytes;
  }

  /** Ends the reading. */
  close(): void {
    this.#inflated.close();
  }

  async #more(): Promise<Uint8Array> {
    const bytes = await this.#inflated.read();
    if (!bytes) throw new BrokenPng(`it ends before row ${this.#y}`);
    return bytes;
  }
}
