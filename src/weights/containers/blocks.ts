/**
 * Reads the tensors of files by large blocks: to read a few bytes from a disk, or from another process, takes a browser as
 * long as to read a megabyte.
 */
import { asScratch, releaseScratch } from '../../core/release';
import { BytesInMemory, type FileBytes } from '../fileBytes';

const BLOCK_BYTES = 2 ** 20;

/** So many blocks stay. Tensors that are packed together lie in few of them. */
const KEPT = 8;

/** And so many are on their way while a file is read in its order: they come from another process, which takes time. */
const AHEAD = 3;

interface Block {
  readonly bytes: Promise<Uint8Array<ArrayBuffer>>;
  /** Reads that wait for it or copy from it. */
  users: number;
}

/** The blocks of several files that were read last. */
export class BlockCache {
  /** The one that was used last comes last. */
  readonly #blocks = new Map<string, Block>();
  #files = 0;

  constructor(private readonly blockBytes = BLOCK_BYTES) {}

  /** The file, read by blocks. Closing it closes the file. A file in memory is itself. */
  over(file: FileBytes): FileBytes {
    if (file instanceof BytesInMemory) return file;
    const number = this.#files++;
    return {
      size: file.size,
      read: (from, to) => this.#read(file, number, from, to),
      close: () => file.close(),
    };
  }

  /** Frees all blocks. */
  close(): void {
    this.#shrinkTo(0);
  }

  async #read(file: FileBytes, number: number, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    const result = asScratch(new Uint8Array(to - from));
    for (let at = from; at < to;) {
      const index = Math.floor(at / this.blockBytes);
      const begin = index * this.blockBytes;
      const end = Math.min(begin + this.blockBytes, to);
      const block = this.#block(file, number, index);
      block.users++;
      try {
        result.set((await block.bytes).subarray(at - begin, end - begin), at - from);
      } finally {
        block.users--;
      }
      at = end;
    }
    return result;
  }

  #block(file: FileBytes, number: number, index: number): Block {
    const block = this.#fetched(file, number, index);
    const isInOrder = index === 0 || this.#blocks.has(keyOf(number, index - 1));
    const last = isInOrder ? Math.min(index + AHEAD, Math.ceil(file.size / this.blockBytes) - 1) : index;
    for (let next = index + 1; next <= last; next++) this.#fetched(file, number, next);
    this.#shrinkTo(KEPT);
    return block;
  }

  #fetched(file: FileBytes, number: number, index: number): Block {
    const key = keyOf(number, index);
    const known = this.#blocks.get(key);
    this.#blocks.delete(key);
    const begin = index * this.blockBytes;
    const block = known ?? { bytes: file.read(begin, Math.min(begin + this.blockBytes, file.size)), users: 0 };
    // Whoever reads it hears of the error; the next one tries again.
    if (!known) block.bytes.catch(() => this.#blocks.delete(key));
    this.#blocks.set(key, block);
    return block;
  }

  #shrinkTo(count: number): void {
    for (const [key, { bytes, users }] of this.#blocks) {
      if (this.#blocks.size <= count) return;
      if (users > 0) continue;
      this.#blocks.delete(key);
      bytes.then(releaseScratch, () => undefined);
    }
  }
}

const keyOf = (number: number, index: number): string => `${number}/${index}`;
