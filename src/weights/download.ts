/**
 * Brings the bytes of a weights file into one buffer, from wherever they are.
 */
import { WeightsError } from '../core/errors';
import { sha256, sha256Aside } from './digest';
import { Gathered } from './gathered';
import { release } from './release';
import { printable } from './wording';

/** Where weights come from; a string is a URL. */
export type WeightsInput = string | URL | Blob | ArrayBuffer | Uint8Array | ReadableStream<Uint8Array>;

/** How far a download has come, in bytes. */
export interface DownloadProgress {
  readonly loaded: number;
  /** Undefined where nobody has told. */
  readonly total: number | undefined;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each piece that has come in; begins anew where a download that broke off is tried again. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** The file's exact size. */
  readonly expectedBytes?: number | undefined;
  /** The file's SHA-256 in hexadecimal. */
  readonly sha256?: string | undefined;
}

/** A body under way: its pieces, what to call it in errors, and its size as far as that is known. */
interface Body {
  readonly stream: ReadableStream<Uint8Array>;
  readonly name: string;
  readonly total: number | undefined;
  /** Whether nobody else has the pieces. */
  readonly isOwn: boolean;
}

/** A file in memory. */
export interface WholeFile {
  readonly bytes: ArrayBuffer;
  /** In hexadecimal. */
  readonly sha256: string;
  /** Whether nobody else has the bytes. */
  readonly isOwn: boolean;
}

/**
 * All bytes of a source. JavaScript's memory holds little more than the file; an ArrayBuffer is handed back itself.
 * A download that breaks off is tried once more. Throws the signal's reason when aborted, and a WeightsError if the
 * source cannot be read to its end or is not the expected file.
 */
export async function readFile(source: WeightsInput, options: ReadOptions = {}): Promise<WholeFile> {
  const { signal, onProgress, expectedBytes } = options;
  signal?.throwIfAborted();
  if (source instanceof ArrayBuffer || source instanceof Uint8Array) {
    const bytes = source instanceof ArrayBuffer ? source : wholeBuffer(source);
    onProgress?.({ loaded: bytes.byteLength, total: bytes.byteLength });
    checkLength(bytes, expectedBytes, WEIGHTS_FILE);
    return checked({ bytes, sha256: await sha256(bytes), isOwn: false }, options, WEIGHTS_FILE);
  }
  const isUrl = typeof source === 'string' || source instanceof URL;
  const { name, bytes } = await readBody(source, options).catch((error: unknown) => {
    if (isUrl && error instanceof BrokenOff) return readBody(source, options);
    throw error;
  });
  checkLength(bytes, expectedBytes, name);
  const aside = await sha256Aside(bytes);
  return checked({ bytes: aside.bytes, sha256: aside.digest, isOwn: true }, options, name);
}

const WEIGHTS_FILE = 'the weights file';

function checkLength({ byteLength }: ArrayBuffer, expected: number | undefined, name: string): void {
  if (expected !== undefined && byteLength !== expected)
    throw new WeightsError(
      `${name} has ${String(byteLength)} bytes, expected ${String(expected)}; check that it is the right file`,
    );
}

function checked(file: WholeFile, { signal, sha256: expected }: ReadOptions, name: string): WholeFile {
  signal?.throwIfAborted();
  if (expected !== undefined && file.sha256 !== expected.toLowerCase())
    throw new WeightsError(
      `${name} has the SHA-256 ${file.sha256}, expected ${printable(expected)}; it is damaged or another file`,
    );
  return file;
}

const wholeBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer =>
  buffer instanceof ArrayBuffer && byteLength === buffer.byteLength
    ? buffer
    : new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength)).buffer;

/** The source ended too early; a second attempt may succeed. */
class BrokenOff extends WeightsError {}

type Streamed = string | URL | Blob | ReadableStream<Uint8Array>;

async function readBody(source: Streamed, options: ReadOptions): Promise<{ name: string; bytes: ArrayBuffer }> {
  const body = await open(source, options.signal);
  const { name, total } = body;
  const bytes = await drain({ ...body, total: options.expectedBytes ?? total }, options);
  if (total !== undefined && bytes.byteLength < total)
    throw new BrokenOff(`${name} broke off after ${String(bytes.byteLength)} of ${String(total)} bytes; try again`);
  return { name, bytes };
}

async function open(source: Streamed, signal?: AbortSignal): Promise<Body> {
  if (source instanceof Blob) return { stream: source.stream(), name: WEIGHTS_FILE, total: source.size, isOwn: true };
  if (source instanceof ReadableStream)
    return { stream: source, name: 'the weights stream', total: undefined, isOwn: false };
  return fetchBody(String(source), signal);
}

async function fetchBody(url: string, signal?: AbortSignal): Promise<Body> {
  const name = `the weights file at ${printable(url)}`;
  // Not through the HTTP cache: it would keep the weights a second time, and two tabs that write them fail each other.
  const response = await fetch(url, { signal: signal ?? null, cache: 'no-store' }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new WeightsError(
      `${name} could not be fetched (${reasonOf(cause)}); check the address, the connection and, on another origin, CORS`,
      { cause },
    );
  });
  const { headers, status, statusText } = response;
  const isPage = (headers.get('content-type') ?? '').trim().toLowerCase().startsWith('text/html');
  if (!response.ok || isPage) {
    await response.body?.cancel();
    const what = response.ok
      ? 'is a web page, not a checkpoint'
      : `was refused by the server (${`${String(status)} ${printable(statusText)}`.trim()})`;
    throw new WeightsError(`${name} ${what}; check the address`);
  }
  // With a content encoding the length is that of the encoded bytes, which are never seen here.
  const length = headers.get('content-encoding') === null ? headers.get('content-length') : null;
  const total = length !== null && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
  return { stream: response.body ?? new Blob().stream(), name, total, isOwn: true };
}

/** Reads a body to its end into one buffer. */
async function drain({ stream, name, total, isOwn }: Body, { signal, onProgress }: ReadOptions): Promise<ArrayBuffer> {
  if (stream.locked) throw new WeightsError(`${name} is being read elsewhere; give a fresh one`);
  let loaded = 0;
  const reader: ReadableStreamDefaultReader<unknown> = stream.getReader();
  const next = (): ReturnType<typeof reader.read> =>
    reader.read().catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw new BrokenOff(`${name} broke off after ${String(loaded)} bytes (${reasonOf(cause)}); try again`, {
        cause,
      });
    });
  // Cancelling settles a read that is waiting, so that an abort acts at once.
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  signal?.addEventListener('abort', cancel);
  try {
    signal?.throwIfAborted(); // an abort since the last look has not called the listener
    const gathered = new Gathered(total, name);
    for (let piece = await next(); !piece.done; piece = await next()) {
      if (!(piece.value instanceof Uint8Array))
        throw new WeightsError(`${name} yields something else than Uint8Array; give a stream of bytes`);
      const { buffer, byteLength } = piece.value;
      gathered.add(piece.value);
      loaded += byteLength;
      if (isOwn && buffer.byteLength === byteLength) release(buffer);
      onProgress?.({ loaded, total });
    }
    signal?.throwIfAborted();
    return await gathered.whole();
  } finally {
    signal?.removeEventListener('abort', cancel);
    cancel();
  }
}

const reasonOf = (cause: unknown): string => printable(cause instanceof Error ? cause.message : String(cause));
