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

/** What a Blob holds, read from wherever the browser keeps it. `name` stands for the file in errors. */
export const bytesOfBlob = (blob: Blob, name: string): FileBytes => ({
  size: blob.size,
  read: async (from, to) => {
    const bytes = await blob
      .slice(from, to)
      .arrayBuffer()
      .catch((cause: unknown) => unreadable(name, cause));
    // A file that was cut short after it was chosen: browsers reject, but none promises to.
    if (bytes.byteLength !== to - from) return unreadable(name);
    return asScratch(new Uint8Array(bytes));
  },
  close: () => undefined,
});

function unreadable(name: string, cause?: unknown): never {
  const reason = cause instanceof Error ? ` (${printable(cause.message)})` : '';
  throw new WeightsError(
    'interrupted',
    `${name} cannot be read any more${reason}; it was changed or removed, or there is no memory for it: give it again`,
    { cause },
  );
}
