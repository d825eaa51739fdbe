/**
 * Brings the bytes of a weights file into one buffer, from wherever they are.
 */
import { WeightsError } from '../core/errors';
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
}

/**
 * All bytes of a source. Needs little more memory than the file if its size is known beforehand (from `expectedBytes`,
 * a Content-Length or a Blob), else up to three times as much; an ArrayBuffer is handed back itself. A download that
 * breaks off is tried once more. Throws the signal's reason when aborted, and a WeightsError if the source cannot be
 * read to its end or is not the expected file.
 */
export async function readBytes(source: WeightsInput, options: ReadOptions = {}): Promise<ArrayBuffer> {
  const { signal, onProgress, expectedBytes, sha256 } = options;
  signal?.throwIfAborted();
  let name = 'the weights file';
  let bytes: ArrayBuffer;
  if (source instanceof ArrayBuffer || source instanceof Uint8Array) {
    bytes = source instanceof ArrayBuffer ? source : wholeBuffer(source);
    onProgress?.({ loaded: bytes.byteLength, total: bytes.byteLength });
  } else {
    const isUrl = typeof source === 'string' || source instanceof URL;
    ({ name, bytes } = await readBody(source, options).catch((error: unknown) => {
      if (isUrl && error instanceof BrokenOff) return readBody(source, options);
      throw error;
    }));
  }
  if (expectedBytes !== undefined && bytes.byteLength !== expectedBytes)
    throw new WeightsError(
      `${name} has ${String(bytes.byteLength)} bytes, expected ${String(expectedBytes)}; check that it is the right file`,
    );
  if (sha256 !== undefined) await checkDigest(bytes, sha256, name);
  signal?.throwIfAborted();
  return bytes;
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
  if (source instanceof Blob) return { stream: source.stream(), name: 'the weights file', total: source.size };
  if (source instanceof ReadableStream) return { stream: source, name: 'the weights stream', total: undefined };
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
  return { stream: response.body ?? new Blob().stream(), name, total };
}

/** Reads a body to its end into one buffer, which grows only if the body is longer than its total says. */
async function drain({ stream, name, total }: Body, { signal, onProgress }: ReadOptions): Promise<ArrayBuffer> {
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
    let held = reserve(total ?? 0, name);
    for (let piece = await next(); !piece.done; piece = await next()) {
      if (!(piece.value instanceof Uint8Array))
        throw new WeightsError(`${name} yields something else than Uint8Array; give a stream of bytes`);
      const end = loaded + piece.value.byteLength;
      if (end > held.length) {
        const larger = reserve(Math.max(end, 2 * held.length), name);
        larger.set(held.subarray(0, loaded));
        held = larger;
      }
      held.set(piece.value, loaded);
      loaded = end;
      onProgress?.({ loaded, total });
    }
    signal?.throwIfAborted();
    return loaded === held.length ? held.buffer : held.buffer.slice(0, loaded);
  } finally {
    signal?.removeEventListener('abort', cancel);
    cancel();
  }
}

function reserve(bytes: number, name: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    throw new WeightsError(`${name} needs ${String(bytes)} bytes, more than there is memory; use a smaller one`, {
      cause,
    });
  }
}

async function checkDigest(bytes: ArrayBuffer, expected: string, name: string): Promise<void> {
  const got = hex(await crypto.subtle.digest('SHA-256', bytes));
  if (got !== expected.toLowerCase())
    throw new WeightsError(
      `${name} has the SHA-256 ${got}, expected ${printable(expected)}; it is damaged or another file`,
    );
}

/** Bytes in hexadecimal. */
export const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

const reasonOf = (cause: unknown): string => printable(cause instanceof Error ? cause.message : String(cause));
