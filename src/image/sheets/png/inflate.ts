/**
 * The compressed bytes of a PNG's pixels, inflated little by little.
 */
import { crc32 } from '../../../core/bits/crc32';
import { hasText, type BlobPieces } from '../../files/blobPieces';

/**
 * Bytes that one step should inflate to. An inflater gives out all of a step before it asks for the next one, and deflate
 * packs up to 1032 bytes into one.
 */
const STEP_BYTES = 2 ** 20;

/** Compressed bytes of a step: the first, and the most. */
const FIRST_BYTES = 2 ** 10;
const MOST_BYTES = 2 ** 16;

/** A PNG that is not whole. */
export class BrokenPng extends Error {}

/** The bytes that the chunks of pixels inflate to, from the chunk at `start` on. */
export class Inflated {
  readonly #file: BlobPieces;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  /** The chunk that is read: where its next bytes stand, how many there are, and the checksum so far. */
  #at: number;
  #left = 0;
  #crc = 0;
  /** How many bytes one compressed byte has become so far. */
  #ratio = STEP_BYTES / FIRST_BYTES;
  #taken = 0;
  #given = 0;
  /** What is wrong with the file, once that is known. */
  readonly #failed: Promise<undefined>;
  #failure: unknown;
  #fail: (error: unknown) => void = () => undefined;

  constructor(file: BlobPieces, start: number) {
    this.#file = file;
    this.#at = start;
    this.#failed = new Promise((resolve) => {
      this.#fail = (error) => {
        this.#failure = error;
        resolve(undefined);
      };
    });
    const packed = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull: async (controller) => {
          try {
            const bytes = await this.#next();
            if (bytes) controller.enqueue(bytes);
            else controller.close();
          } catch (error) {
            // An error of the stream would drop what is inflated already, so the stream ends here and says nothing.
            this.#fail(error);
            await new Promise(() => undefined);
          }
        },
      },
      { highWaterMark: 0 },
    );
    this.#reader = packed.pipeThrough(new DecompressionStream('deflate')).getReader();
  }

  /** The next bytes; undefined at the end. Throws a BrokenPng, or what reading the file throws. */
  async read(): Promise<Uint8Array | undefined> {
    // Of two that are there the first counts.
    const result = await Promise.race([this.#reader.read(), this.#failed]).catch((error: unknown) => {
      throw new BrokenPng(String(error));
    });
    if (!result) throw this.#failure;
    const { value } = result;
    if (value) this.#given += value.length;
    return value;
  }

  /**
   * Reads what stands behind the last row, so that all checksums are compared. The inflater's own complaints about bytes
   * behind the pixels do not matter, as they do not to browsers.
   */
  async end(): Promise<void> {
    try {
      while (await this.read());
    } catch (error) {
      if (error === this.#failure) throw error;
    }
  }

  /** Ends the reading. */
  close(): void {
    this.#reader.cancel().catch(() => undefined);
  }

  /** Some compressed bytes; undefined behind the last chunk of pixels. */
  async #next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    while (this.#left === 0) {
      const head = await this.#file.view(this.#at, 8);
      if (!head) throw new BrokenPng('it ends before its last pixel');
      if (!hasText(head, 4, 'IDAT')) return undefined;
      this.#left = head.getUint32(0);
      this.#crc = crc32(new Uint8Array(head.buffer, head.byteOffset + 4, 4));
      this.#at += 8;
      if (this.#left === 0) await this.#endChunk();
    }
    if (this.#taken > 0) this.#ratio = Math.max(1, this.#given / this.#taken);
    const wanted = Math.min(MOST_BYTES, Math.max(FIRST_BYTES, Math.floor(STEP_BYTES / this.#ratio)));
    const view = await this.#file.view(this.#at, Math.min(this.#left, wanted));
    if (!view) throw new BrokenPng('it ends before its last pixel');
    const bytes = new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength).slice();
    this.#crc = crc32(bytes, this.#crc);
    this.#at += bytes.length;
    this.#left -= bytes.length;
    this.#taken += bytes.length;
    if (this.#left === 0) await this.#endChunk();
    return bytes;
  }

  async #endChunk(): Promise<void> {
    const expected = await this.#file.view(this.#at, 4);
    if (expected?.getUint32(0) !== this.#crc) throw new BrokenPng('the checksum of a part is wrong');
    this.#at += 4;
  }
}
