/**
 * The bytes of a file, wherever they lie. Whoever reads them takes a part at a time, so that the file need not be in
 * JavaScript's memory as a whole.
 */
import { WeightsError } from '../core/errors';
import { asScratch, release } from '../core/release';
import { printable } from '../core/wording';

/** A file that can be read anywhere, in any order and several parts at a time. */
export interface FileBytes {
  readonly size: number;
  /**
   * The bytes from `from` to before `to`, which lie within the file. They are scratch (`core/release.ts`), or a view on
   * memory that others read as well: do not write to that. Rejects with a WeightsError where they cannot be read.
   */
  read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Frees what the file takes of memory; nothing can be read afterwards. */
  close(): void;
}

/** A file in memory: a read costs nothing. */
export class BytesInMemory implements FileBytes {
  readonly size: number;

  constructor(
    private readonly bytes: ArrayBuffer,
    private readonly isOwn: boolean,
  ) {
    this.size = bytes.byteLength;
  }

  read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    return Promise.resolve(new Uint8Array(this.bytes, from, to - from));
  }

  close(): void {
    if (this.isOwn) release(this.bytes);
  }
}

/** A file in memory: reads are views on it. It is freed on `close` unless it is the caller's. */
export const bytesInMemory = (bytes: ArrayBuffer, isOwn = false): FileBytes => new BytesInMemory(bytes, isOwn);

/** How many bytes are copied at a time. */
const COPIED_BYTES = 2 ** 22;

/** What a Blob holds, read from wherever the browser keeps it. */
export class BytesOfBlob implements FileBytes {
  #blob: Blob;
  readonly #name: string;

  /** `name` stands for the file in errors. */
  constructor(blob: Blob, name: string) {
    this.#blob = blob;
    this.#name = name;
  }

  get size(): number {
    return this.#blob.size;
  }

  async read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#blob
      .slice(from, to)
      .arrayBuffer()
      .catch((cause: unknown) => unreadable(this.#name, cause));
    // A file that was cut short after it was chosen: browsers reject, but none promises to.
    if (bytes.byteLength !== to - from) return unreadable(this.#name);
    return asScratch(new Uint8Array(bytes));
  }

  /** Reads the bytes from a copy from now on: what the Blob was made of, such as records of a database, may go. */
  async copy(): Promise<void> {
    const parts: Blob[] = [];
    for (let from = 0; from < this.size; from += COPIED_BYTES) {
      const part = await this.read(from, Math.min(from + COPIED_BYTES, this.size));
      parts.push(new Blob([part]));
      release(part.buffer);
    }
    this.#blob = new Blob(parts);
  }

  close(): void {
    // The browser frees a Blob that nobody has any more.
  }
}

/** What a Blob holds. */
export const bytesOfBlob = (blob: Blob, name: string): FileBytes => new BytesOfBlob(blob, name);

function unreadable(name: string, cause?: unknown): never {
  const reason = cause instanceof Error ? ` (${printable(cause.message)})` : '';
  throw new WeightsError(
    'interrupted',
    `${name} cannot be read any more${reason}; it was changed or removed, or there is no memory for it: give it again`,
    { cause },
  );
}
