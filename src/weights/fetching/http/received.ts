/**
 * What has come of a file: its bytes in their order, their digest, and the chunks that are kept of it.
 */
import { WeightsError } from '../../../core/errors';
import { counted } from '../../../core/wording';
import { release } from '../../../core/release';
import { RunningDigest } from '../../digest';
import { BytesOfBlob, type FileBytes } from '../../fileBytes';
import { needRoom } from '../gathered';
import type { Chunks } from '../kept/chunks';
import type { Continuation } from './request';
import { PassingError } from './retries';
import { canBeTold, differ, type FileVersion, isSame } from './version';

/** How many bytes are moved into a Blob at a time where none are kept. */
const PART_BYTES = 2 ** 22;

/**
 * Chunks that are on their way to the disk at a time: it takes a chunk in a few steps, each of which waits for a turn of
 * this thread. A slow disk slows the download, and fills no memory.
 */
const UNDER_WAY = 2;

export interface Expected {
  /** The file's URL without a signature, which is another one at each visit. */
  readonly address: string;
  /** The file's name in errors. */
  readonly name: string;
  readonly bytes: number | undefined;
  /** With it, bytes that came at different times are proven to be one file at the end. */
  readonly sha256: string | undefined;
}

export class Received {
  readonly #expected: Expected;
  /** Undefined where nothing is kept. */
  readonly #chunks: Chunks | undefined;
  /** Whether keeping has not failed yet; deleting is tried all the same. */
  #canKeep: boolean;
  readonly #chunkBytes: number;
  /** Whether anything of the file was found or begun. */
  #isKept = false;
  /** Where chunks of this version are kept, or about to be; another object after each restart, which a write may outlast. */
  #edition: { begun?: Promise<void> } = {};
  /** Chunks that are kept and have not been read. */
  readonly #stored = new Set<number>();
  #version: FileVersion = {};
  #came = 0;
  #canContinue = true;
  #parts: Blob[] = [];
  /** Pieces of the chunk that is coming. */
  #held: Uint8Array[] = [];
  #filled = 0;
  /** Memory of these and of earlier ones, whole pieces, which nobody else has. */
  #spent: ArrayBufferLike[] = [];
  #loaded = 0;
  #digest = new RunningDigest();
  /** None of them rejects. */
  #keeping: Promise<void>[] = [];
  /** Bytes of the chunks that the file is read from, or was digested from. */
  #keptBytes = 0;
  /** The file once it is whole. */
  #file: BytesOfBlob | undefined;
  /** Answers that the bytes are from; a kept chunk counts for two, since it may be damaged in spite of its digest. */
  #sources = 0;

  constructor(expected: Expected, chunks: Chunks | undefined) {
    this.#expected = expected;
    this.#chunks = chunks;
    this.#canKeep = chunks !== undefined;
    this.#chunkBytes = chunks?.chunkBytes ?? PART_BYTES;
  }

  /** Bytes from the file's beginning on. */
  get loaded(): number {
    return this.#loaded;
  }

  /** Undefined where nobody knows. */
  get total(): number | undefined {
    return this.#version.bytes;
  }

  get version(): FileVersion {
    return this.#version;
  }

  /** Bytes that the file takes of this site's disk. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** Whether the bytes came at different times, and might be of two files. */
  get isPieced(): boolean {
    return this.#sources > 1;
  }

  get isWhole(): boolean {
    return this.#loaded > 0 && this.#loaded === this.total;
  }

  /** Looks for chunks that an earlier download kept. */
  async find(): Promise<void> {
    const found = await this.#try((chunks) => chunks.find());
    if (!found) return;
    this.#isKept = true;
    const { head, numbers } = found;
    const { address, sha256, bytes } = this.#expected;
    const isRight = head.version.bytes === undefined || bytes === undefined || head.version.bytes === bytes;
    if (!isRight || (sha256 === undefined && !canBeTold(head.version, head.came))) return;
    // The tags of another address say nothing about this one: the digest does, at the end.
    this.#version = head.address === address ? head.version : { bytes: head.version.bytes };
    this.#came = head.came;
    this.#edition.begun = Promise.resolve();
    for (const number of numbers) this.#stored.add(number);
  }

  /** Takes in the kept chunks that come next; `onChunk` is called after each. */
  async takeStored(signal: AbortSignal | undefined, onChunk: () => void): Promise<void> {
    while (this.#filled === 0 && this.#stored.has(this.#next)) {
      const number = this.#next;
      this.#stored.delete(number);
      const chunk = await this.#try((chunks) => chunks.read(number));
      signal?.throwIfAborted();
      // It is fetched again, and so is the end of a file of unknown length: behind it there is nothing to ask for.
      if (!chunk || (chunk.bytes.length < this.#chunkBytes && this.total === undefined)) continue;
      const { byteLength: size, buffer } = chunk.bytes;
      const digest = this.#digest.copy();
      await digest.add(chunk.bytes, signal);
      if (digest.hex() !== chunk.digest) continue;
      this.#digest = digest;
      this.#parts.push(chunk.blob);
      this.#loaded += size;
      this.#keptBytes += size;
      this.#sources += 2;
      release(buffer);
      onChunk();
    }
  }

  /** What to ask for next: a continuation, or undefined for the whole file from its beginning. */
  next(): Continuation | undefined {
    const { sha256 } = this.#expected;
    const isTold = sha256 !== undefined || canBeTold(this.#version, this.#came);
    const begins = this.#stored.size === 0 && this.#loaded === 0;
    if (begins) return undefined;
    if (!isTold || !this.#canContinue) {
      this.restart();
      return undefined;
    }
    const ahead = [...this.#stored].filter((number) => number > this.#next);
    const end = ahead.length > 0 ? Math.min(...ahead) * this.#chunkBytes : undefined;
    return { from: this.#loaded, end, version: this.#version };
  }

  /**
   * The version that an answer is of. Throws a PassingError for a part that is not certainly of the version at hand, and
   * a WeightsError where it is not the file that was expected.
   */
  accept(version: FileVersion, isPart: boolean): void {
    const { name, sha256 } = this.#expected;
    if (!isPart) {
      this.restart();
      this.#sources = 1;
      this.#version = version;
      this.#came = Date.now();
      this.#expect(this.total ?? 0);
      return;
    }
    if (differ(this.#version, version))
      throw new PassingError('changed', 'interrupted', `${name} was changed while it was fetched; try again`);
    if (sha256 === undefined && !isSame(this.#version, version, this.#came))
      throw new PassingError('unproven', 'interrupted', `${name} came in parts that may be of two versions; try again`);
    this.#sources++;
    this.#version = { ...this.#version, bytes: this.#version.bytes ?? version.bytes };
  }

  /** Throws everything away, that on the disk when the first new chunk is kept. */
  restart(): void {
    this.#edition = {};
    this.#stored.clear();
    this.#version = {};
    this.#parts = [];
    [this.#spent, this.#held, this.#filled] = [[], [], 0];
    this.#loaded = 0;
    this.#keptBytes = 0;
    this.#sources = 0;
    this.#digest = new RunningDigest();
  }

  /** From now on the file is asked for as a whole: the server's parts cannot be trusted. */
  distrustParts(): void {
    this.#canContinue = false;
  }

  /** Takes in the bytes that come next, and their memory: whoever has them must not write to it. */
  async add(piece: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    this.#expect(this.#loaded + piece.byteLength);
    for (let from = 0; from < piece.length;) {
      const part = piece.subarray(from, from + this.#chunkBytes - this.#filled);
      await this.#digest.add(part, signal);
      this.#held.push(part);
      from += part.length;
      this.#filled += part.length;
      this.#loaded += part.length;
      if (this.#filled === this.#chunkBytes) await this.#endChunk(signal);
    }
    if (piece.buffer.byteLength === piece.byteLength) this.#spent.push(piece.buffer);
  }

  /** The whole file and its SHA-256; nothing can be added any more. */
  async end(signal: AbortSignal | undefined): Promise<{ readonly file: FileBytes; readonly sha256: string }> {
    if (this.#filled > 0) await this.#endChunk(signal);
    await this.#kept();
    for (const buffer of this.#spent) release(buffer);
    const file = new BytesOfBlob(new Blob(this.#parts), this.#expected.name);
    this.#file = file;
    this.#parts = []; // they would hold on to what is on the disk
    return { file, sha256: this.#digest.hex() };
  }

  /** Nothing of the file is kept any more; what was read before stays readable where the browser allows it. */
  async forget(): Promise<void> {
    await this.#kept();
    if (this.#isKept) await this.#chunks?.forget().catch(() => undefined);
    this.#isKept = false;
    this.#keptBytes = 0;
    this.#edition = {};
  }

  /** Likewise, but the file stays readable everywhere: it is copied to where the browser keeps Blobs. */
  async leaveDisk(): Promise<void> {
    if (this.#keptBytes > 0) await this.#file?.copy();
    await this.forget();
  }

  /** Throws a WeightsError for more bytes than the file has, or the memory. */
  #expect(bytes: number): void {
    const { name, bytes: expected } = this.#expected;
    needRoom(bytes, name);
    if (expected !== undefined && bytes > expected)
      throw new WeightsError(
        'digest',
        `${name} has at least ${counted(bytes, 'byte')}, expected ${String(expected)}; check that it is the right file`,
      );
  }

  get #next(): number {
    return this.#parts.length;
  }

  async #endChunk(signal: AbortSignal | undefined): Promise<void> {
    const number = this.#next;
    const parts = this.#parts;
    if (this.#keeping.length >= UNDER_WAY) await this.#keeping.shift();
    signal?.throwIfAborted();
    const blob = new Blob(this.#held as Uint8Array<ArrayBuffer>[]);
    for (const buffer of this.#spent) release(buffer);
    [this.#spent, this.#held, this.#filled] = [[], [], 0];
    parts.push(blob);
    this.#stored.delete(number);
    if (!this.#canKeep || (number === 0 && blob.size < this.#chunkBytes)) return; // so little is fetched again as fast
    const digest = this.#digest.hex();
    const keeping = this.#try(async (chunks) => {
      const [{ address }, version, came, edition] = [this.#expected, this.#version, this.#came, this.#edition];
      this.#isKept = true;
      // Chunks of another version that are on their way would come between.
      await (edition.begun ??= this.#kept().then(() => chunks.begin({ address, version, came })));
      // The bytes on the disk stand for those in memory from now on.
      parts[number] = await chunks.keep(number, blob, digest);
      if (edition === this.#edition) this.#keptBytes += blob.size;
    });
    this.#keeping.push(keeping);
  }

  async #kept(): Promise<void> {
    await Promise.all(this.#keeping);
  }

  /** Where the disk is full, or IndexedDB does not work, the download goes on without it. */
  async #try<T>(use: (chunks: Chunks) => Promise<T>): Promise<T | undefined> {
    if (!this.#chunks || !this.#canKeep) return undefined;
    try {
      return await use(this.#chunks);
    } catch {
      this.#canKeep = false;
      this.#stored.clear();
      return undefined;
    }
  }
}
