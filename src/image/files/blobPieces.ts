/**
 * Reads a file piece by piece, so its header can be read without its pixels.
 */

/** Most headers fit into the first piece. */
const FIRST_BYTES = 2 ** 16;
const NEXT_BYTES = 2 ** 18;

/** A Blob's bytes; the last piece that was read is kept. */
export class BlobPieces {
  readonly #blob: Blob;
  #start = 0;
  #bytes = new Uint8Array(0);

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  /** `length` bytes from `start` on; undefined where the file ends before. Rejects where the file is gone. */
  async view(start: number, length: number): Promise<DataView | undefined> {
    if (start + length > this.#blob.size) return undefined;
    if (start < this.#start || start + length > this.#start + this.#bytes.length) {
      const end = start + Math.max(length, start === 0 ? FIRST_BYTES : NEXT_BYTES);
      this.#bytes = new Uint8Array(await this.#blob.slice(start, end).arrayBuffer());
      this.#start = start;
    }
    return new DataView(this.#bytes.buffer, start - this.#start, length);
  }

  /** A copy of at most `length` bytes from the file's beginning. */
  async head(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const view = await this.view(0, Math.min(length, this.#blob.size));
    return view ? this.#bytes.slice(0, view.byteLength) : new Uint8Array(0);
  }
}

/** Whether ASCII text stands at an offset. */
export const hasText = (view: DataView, offset: number, text: string): boolean =>
  offset + text.length <= view.byteLength &&
  [...text].every((character, i) => view.getUint8(offset + i) === character.charCodeAt(0));
