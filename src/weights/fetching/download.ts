/**
 * Brings a weights file, from a URL, a Blob, a stream or memory, to where its bytes can be read in any order.
 */
import { tagOf } from '../../core/described';
import { WeightsError } from '../../core/errors';
import { release } from '../../core/release';
import { counted, printable } from '../../core/wording';
import { isDigest, isLarge, RunningDigest, sha256 } from '../digest';
import { bytesInMemory, bytesOfBlob, type FileBytes } from '../fileBytes';
import { identityOf } from './address';
import { piecesOf } from './body';
import { type Carried, carrierOf, isDetached, type WeightsInput } from './carrier';
import { Gathered } from './gathered';
import {
  type DownloadProgress,
  type FetchedFile,
  fetchFile,
  type FetchOptions,
  KnownVersionError,
} from './http/fetchFile';
import { chunksOf } from './kept/chunks';

export { type DownloadProgress, KnownVersionError };

export interface ReadOptions extends FetchOptions {
  /** Whether what has come of the file is kept on the disk as well, until its weights are packed. */
  readonly keepsParts?: boolean | undefined;
}

/** A file that is there whole; one that was not fetched has no version, and nothing is kept of it. */
export type WholeFile = Pick<FetchedFile, 'file' | 'sha256'> &
  Partial<Pick<FetchedFile, 'version' | 'forget' | 'keptBytes' | 'leaveDisk'>>;

/**
 * All bytes of a source. An ArrayBuffer is read where it is, and a large Blob too, after it was digested. What arrives
 * from a URL lies outside of JavaScript's memory, and so do other sources unless they are small. A download that breaks
 * off goes on where it was. Throws the signal's reason when aborted, and a WeightsError if the source cannot be read to
 * its end, gives no byte for 30 seconds, or is not the expected file.
 */
export async function readFile(source: WeightsInput, options: ReadOptions = {}): Promise<WholeFile> {
  const { signal, onProgress, expectedBytes } = options;
  signal?.throwIfAborted();
  const carried = carrierOf(source);
  if (!carried)
    throw new WeightsError('source', `weights cannot be read from a ${tagOf(source)}; give a URL, a file or bytes`);
  if (carried.kind === 'buffer' || carried.kind === 'bytes') {
    const bytes = carried.kind === 'buffer' ? carried.value : wholeBuffer(carried.value);
    if (isDetached(bytes))
      throw new WeightsError('source', 'weights is a buffer that was transferred, and holds no bytes; give a copy');
    onProgress?.({ loaded: bytes.byteLength, total: bytes.byteLength });
    const file = bytesInMemory(bytes);
    checkLength(file, expectedBytes, WEIGHTS_FILE);
    return whole({ file, sha256: await sha256(bytes, signal) }, options, WEIGHTS_FILE);
  }
  if (carried.kind !== 'url') return whole(await drain(carried, options), options, nameOf(carried));
  const file = await fetched(String(carried.value), options);
  try {
    return whole(file, options, file.name);
  } catch (error) {
    file.file.close();
    if (!options.signal?.aborted) await file.forget(); // an aborted download goes on later
    throw error;
  }
}

/** Cancels a source that will not be read: the connection behind a stream would stay open. */
export function discard(source: WeightsInput): void {
  const carried = carrierOf(source);
  if (carried?.kind === 'stream' && !carried.value.locked) carried.value.cancel().catch(() => undefined);
}

const WEIGHTS_FILE = 'the weights file';

function checkLength({ size }: FileBytes, expected: number | undefined, name: string): void {
  if (expected !== undefined && size !== expected)
    throw new WeightsError(
      'digest',
      `${name} has ${counted(size, 'byte')}, expected ${String(expected)}; check that it is the right file`,
    );
}

/** The file, if it is the expected one. */
function whole(file: WholeFile, { signal, sha256: expected, expectedBytes }: ReadOptions, name: string): WholeFile {
  signal?.throwIfAborted();
  checkLength(file.file, expectedBytes, name);
  if (expected !== undefined && !isDigest(file.sha256, expected))
    throw new WeightsError(
      'digest',
      `${name} has the SHA-256 ${file.sha256}, expected ${expected.length < 64 ? 'one that begins with ' : ''}${printable(expected)}; it is damaged or another file`,
    );
  return file;
}

const wholeBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer =>
  tagOf(buffer) === 'ArrayBuffer' && byteLength === buffer.byteLength
    ? (buffer as ArrayBuffer)
    : new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength)).buffer;

type Streamed = Exclude<Carried, { readonly kind: 'url' | 'buffer' | 'bytes' }>;

/** Reads a Blob or a stream to its end. */
async function drain(source: Streamed, { signal, onProgress, expectedBytes }: ReadOptions): Promise<WholeFile> {
  const { kind, value } = source;
  const isBlob = kind === 'blob';
  const stays = isBlob && isLarge(value.size) ? bytesOfBlob(value, WEIGHTS_FILE) : undefined;
  const total = expectedBytes ?? (isBlob ? value.size : undefined);
  const name = nameOf(source);
  const gathered = gatherer(source, stays ? 0 : total);
  const digest = new RunningDigest();
  let loaded = 0;
  for await (const piece of piecesOf({ stream: isBlob ? value.stream() : value, name }, signal)) {
    await digest.add(piece, signal);
    if (!stays) gathered.add(piece);
    loaded += piece.byteLength;
    // The pieces of a stream may be the caller's.
    if (isBlob && piece.buffer.byteLength === piece.byteLength) release(piece.buffer);
    onProgress?.({ loaded, total });
  }
  // A file that was cut short since it was chosen.
  if (isBlob && loaded < value.size)
    throw new WeightsError(
      'interrupted',
      `${name} broke off after ${String(loaded)} of ${counted(value.size, 'byte')}; try again`,
    );
  return { file: stays ?? gathered.file(), sha256: digest.hex() };
}

/** Collects the pieces of a source, which is let go where there is no room for them. */
function gatherer(source: Streamed, total: number | undefined): Gathered {
  try {
    return new Gathered(total, nameOf(source));
  } catch (error) {
    discard(source.value);
    throw error;
  }
}

const nameOf = ({ kind }: Streamed): string => (kind === 'blob' ? WEIGHTS_FILE : 'the weights stream');

/** Fetches a file; its chunks are kept on the disk until its weights are packed. */
function fetched(url: string, options: ReadOptions): Promise<FetchedFile> {
  const file = options.keepsParts && URL.canParse(url) ? (options.sha256?.toLowerCase() ?? identityOf(url)) : undefined;
  return fetchFile(url, file === undefined ? undefined : chunksOf(file), options);
}
