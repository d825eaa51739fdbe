/**
 * Brings a weights file, from a URL, a Blob, a stream or memory, to where its bytes can be read in any order.
 */
import { tagOf } from '../../core/described';
import { WeightsError } from '../../core/errors';
import { Pauses } from '../../core/pauses';
import { Patience, untilAborted, within } from '../../core/waiting';
import { isAddress } from './address';
import { type Carried, carrierOf, isBytes, type WeightsInput } from './carrier';
import { isLarge, RunningDigest, sha256 } from '../digest';
import { bytesInMemory, bytesOfBlob, type FileBytes } from '../fileBytes';
import { Gathered } from './gathered';
import { isPreloaded } from './preloaded';
import { release } from '../../core/release';
import { printable } from '../../core/wording';

/**
 * A source that gives no byte for this long is given up, be it a server, a disk or a caller's stream. A slow one is
 * not.
 */
const SILENCE_SECONDS = 30;

/** How far a download has come, in bytes. */
export interface DownloadProgress {
  readonly loaded: number;
  /** Undefined where the size is not known. */
  readonly total: number | undefined;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each piece. The count begins again at 0 where a download that broke off is tried again. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** The file's exact size. */
  readonly expectedBytes?: number | undefined;
  /** The file's SHA-256 in hexadecimal, or the digits that it begins with. */
  readonly sha256?: string | undefined;
  /** Whether a cache will keep the packed weights, so that the browser's HTTP cache need not keep the file as well. */
  readonly isKept?: boolean | undefined;
  /** Advice for the message where a URL does not give the file; by default to check the address. */
  readonly advice?: string | undefined;
  /** The same where no server answers; by default to check address, connection and CORS. */
  readonly silentAdvice?: string | undefined;
}

/** A body that is being read: its pieces, its name in errors, and its size if that is known. */
interface Body {
  readonly stream: ReadableStream<Uint8Array>;
  readonly name: string;
  readonly total: number | undefined;
  /** Whether no other code refers to the pieces, so that they may be freed. */
  readonly isOwn: boolean;
  /** Where the same bytes can be read later on, so that the pieces need not be collected. */
  readonly stays?: FileBytes;
}

/** A file that is there whole. */
export interface WholeFile {
  /** Close it when nobody reads it any more. */
  readonly file: FileBytes;
  /** In hexadecimal. */
  readonly sha256: string;
}

/**
 * All bytes of a source. An ArrayBuffer is read where it is, and a large Blob too, after it was digested. What arrives
 * lies in JavaScript's memory only if it is small. A download that breaks off is tried once more. Throws the signal's
 * reason when aborted, and a WeightsError if the source cannot be read to its end, gives no byte for 30 seconds, or is
 * not the expected file.
 */
export async function readFile(source: WeightsInput, options: ReadOptions = {}): Promise<WholeFile> {
  const { signal, onProgress, expectedBytes } = options;
  signal?.throwIfAborted();
  const carried = carrierOf(source);
  if (!carried)
    throw new WeightsError('source', `weights cannot be read from a ${tagOf(source)}; give a URL, a file or bytes`);
  if (carried.kind === 'buffer' || carried.kind === 'bytes') {
    const bytes = carried.kind === 'buffer' ? carried.value : wholeBuffer(carried.value);
    onProgress?.({ loaded: bytes.byteLength, total: bytes.byteLength });
    const file = bytesInMemory(bytes);
    checkLength(file, expectedBytes, WEIGHTS_FILE);
    return checked({ file, sha256: await sha256(bytes, signal) }, options, WEIGHTS_FILE);
  }
  const { name, file, digest } = await readBody(carried, options, options.isKept ? 'no-store' : 'default').catch(
    (error: unknown) => {
      if (carried.kind === 'url' && error instanceof BrokenOff) return readBody(carried, options, 'no-store');
      throw error;
    },
  );
  checkLength(file, expectedBytes, name);
  return checked({ file, sha256: digest ?? (await sha256(await file.read(0, file.size), signal)) }, options, name);
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
      `${name} has ${String(size)} bytes, expected ${String(expected)}; check that it is the right file`,
    );
}

function checked(file: WholeFile, { signal, sha256: expected }: ReadOptions, name: string): WholeFile {
  signal?.throwIfAborted();
  if (expected !== undefined && !file.sha256.startsWith(expected.toLowerCase()))
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

/** The source ended too early; a second attempt may succeed. */
class BrokenOff extends WeightsError {}

type Streamed = Exclude<Carried, { readonly kind: 'buffer' | 'bytes' }>;

/** The bytes of a body, and their SHA-256 if they were digested while they arrived. */
interface Drained {
  readonly file: FileBytes;
  /** Bytes that came. */
  readonly loaded: number;
  readonly digest: string | undefined;
}

async function readBody(
  source: Streamed,
  options: ReadOptions,
  httpCache: RequestCache,
): Promise<Drained & { readonly name: string }> {
  const body = await open(source, options, httpCache);
  const { name, total } = body;
  const drained = await drain({ ...body, total: options.expectedBytes ?? total }, options);
  const { loaded } = drained;
  if (total !== undefined && loaded < total)
    throw new BrokenOff(
      'interrupted',
      `${name} broke off after ${String(loaded)} of ${String(total)} bytes; try again`,
    );
  return { name, ...drained };
}

async function open({ kind, value }: Streamed, options: ReadOptions, httpCache: RequestCache): Promise<Body> {
  if (kind === 'blob') {
    const stays = isLarge(value.size) ? { stays: bytesOfBlob(value, WEIGHTS_FILE) } : {};
    return { stream: value.stream(), name: WEIGHTS_FILE, total: value.size, isOwn: true, ...stays };
  }
  if (kind === 'stream') return { stream: value, name: 'the weights stream', total: undefined, isOwn: false };
  return fetchBody(String(value), options, httpCache);
}

const silent = (name: string, loaded: number): WeightsError =>
  new WeightsError(
    loaded === 0 ? 'unreachable' : 'interrupted',
    `${name} has sent nothing for ${String(SILENCE_SECONDS)} seconds, after ${String(loaded)} bytes; check the connection and try again`,
  );

async function fetchBody(
  url: string,
  {
    signal,
    advice = 'check the address',
    silentAdvice = 'check the address, the connection and, on another origin, CORS',
  }: ReadOptions,
  httpCache: RequestCache,
): Promise<Body> {
  const name = `the weights file at ${printable(url)}`;
  const connection = new AbortController();
  // The HTTP cache would keep the weights a second time beside our own cache, and two tabs that write the same file
  // there make each other fail. But a file that the page preloads lies there already.
  const cache = isPreloaded(url) ? 'default' : httpCache;
  const coming = fetch(url, { signal: connection.signal, cache });
  const response = await untilAborted(
    signal,
    within(SILENCE_SECONDS, coming, () => silent(name, 0)),
  ).catch((cause: unknown) => {
    connection.abort();
    signal?.throwIfAborted();
    if (cause instanceof WeightsError) throw cause;
    throw new WeightsError(
      isAddress(url) ? 'unreachable' : 'source',
      `${name} could not be fetched (${reasonOf(cause)}); ${silentAdvice}`,
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
    throw new WeightsError(response.ok ? 'not-a-checkpoint' : 'unreachable', `${name} ${what}; ${advice}`);
  }
  // With a content encoding the header gives the length of the encoded bytes, and scripts see only decoded ones.
  const length = headers.get('content-encoding') === null ? headers.get('content-length') : null;
  const total = length !== null && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
  return { stream: response.body ?? new Blob().stream(), name, total, isOwn: true };
}

/** Reads a body to its end. */
async function drain(
  { stream, name, total, isOwn, stays }: Body,
  { signal, onProgress }: ReadOptions,
): Promise<Drained> {
  if (stream.locked) throw new WeightsError('source', `${name} is being read by other code; give a new one`);
  let loaded = 0;
  const reader: ReadableStreamDefaultReader<unknown> = stream.getReader();
  const next = (): ReturnType<typeof reader.read> =>
    reader.read().catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw new BrokenOff(
        'interrupted',
        `${name} broke off after ${String(loaded)} bytes (${reasonOf(cause)}); try again`,
        {
          cause,
        },
      );
    });
  // Cancelling settles a read that is waiting, so that an abort acts at once.
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  let isSilent = false;
  const patience = new Patience(SILENCE_SECONDS, () => {
    isSilent = true;
    cancel();
  });
  signal?.addEventListener('abort', cancel);
  try {
    signal?.throwIfAborted(); // an abort since the last look has not called the listener
    const into = stays ?? new Gathered(total, name);
    const digest = stays || isLarge(total ?? Infinity) ? new RunningDigest() : undefined;
    const pauses = new Pauses(); // a stream that always has a piece ready would hold up the thread, and every timer
    for (let piece = await next(); !piece.done; piece = await next()) {
      await pauses.due();
      if (!isBytes(piece.value))
        throw new WeightsError('source', `${name} yields something else than Uint8Array; give a stream of bytes`);
      const { buffer, byteLength } = piece.value;
      if (byteLength > 0) patience.renew();
      await digest?.add(piece.value, signal);
      if (into instanceof Gathered) into.add(piece.value);
      loaded += byteLength;
      if (isOwn && buffer.byteLength === byteLength) release(buffer);
      onProgress?.({ loaded, total });
    }
    signal?.throwIfAborted();
    if (isSilent) throw silent(name, loaded);
    return { file: into instanceof Gathered ? into.file() : into, loaded, digest: digest?.hex() };
  } finally {
    patience.stop();
    signal?.removeEventListener('abort', cancel);
    cancel();
  }
}

const reasonOf = (cause: unknown): string => printable(cause instanceof Error ? cause.message : String(cause));
