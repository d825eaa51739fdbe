/**
 * Brings a file from a URL, with as many requests as it takes: what has come is not fetched again.
 */
import type { WeightsError } from '../../../core/errors';
import { counted, printable } from '../../../core/wording';
import { isDigest } from '../../digest';
import type { FileBytes } from '../../fileBytes';
import { identityOf } from '../address';
import { piecesOf } from '../body';
import type { Chunks } from '../kept/chunks';
import { preloadedFiles } from '../preloaded';
import { hasChanged } from './changed';
import { Rate } from './rate';
import { Received } from './received';
import { ask, type Request } from './request';
import { CLOCK, type Clock, PassingError, Retries, type Trouble } from './retries';
import { areAlike, type FileVersion, isTelling } from './version';

/** How far a download has come, in bytes. */
export interface DownloadProgress {
  readonly loaded: number;
  /** Undefined where the size is not known. */
  readonly total: number | undefined;
  /** How fast bytes came over the last seconds; undefined in the first moments. */
  readonly bytesPerSecond?: number | undefined;
}

export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each piece. The count begins again where the file has to be fetched from its beginning. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** The file's exact size. */
  readonly expectedBytes?: number | undefined;
  /** The file's SHA-256 in hexadecimal, or the digits that it begins with. */
  readonly sha256?: string | undefined;
  /** Advice for the message where a URL does not give the file; by default to check the address. */
  readonly advice?: string | undefined;
  /** The same where no server answers; by default to check address, connection and CORS. */
  readonly silentAdvice?: string | undefined;
  /** Whether a cache will keep the packed weights, so that the browser's HTTP cache need not keep the file. */
  readonly isKept?: boolean | undefined;
  /**
   * The versions of a file that need not come again, after the server has told of a change: an answer that tells one of
   * them is a KnownVersionError. What the HTTP cache has may be the file before the change.
   */
  readonly known?: readonly FileVersion[] | undefined;
  /** By default the browser's. */
  readonly clock?: Clock | undefined;
}

export interface FetchedFile {
  /** Close it when nobody reads it any more. */
  readonly file: FileBytes;
  /** In hexadecimal. */
  readonly sha256: string;
  /** The file's name in errors. */
  readonly name: string;
  /** What the server tells of the file's version. */
  readonly version: FileVersion;
  /** Deletes what is kept of the file: its weights are packed, or it turned out to be of no use. */
  readonly forget: () => Promise<void>;
  /** Bytes that the file takes of this site's disk now. */
  readonly keptBytes: () => number;
  /** Deletes them, but the file stays readable. */
  readonly leaveDisk: () => Promise<void>;
}

/** The end of a download that is not needed: the server has a version that the caller knows. */
export class KnownVersionError extends Error {}

/**
 * Fetches a file, and keeps its bytes in `chunks` as they come. Troubles that may pass are tried again. Throws the
 * signal's reason when aborted, a KnownVersionError, and a WeightsError if the file does not come. Its digest may be
 * another than expected.
 */
export async function fetchFile(
  url: string,
  chunks: Chunks | undefined,
  options: FetchOptions = {},
): Promise<FetchedFile> {
  const { isPieced, ...fetched } = await fetchOnce(url, chunks, options, httpCacheFor(url, options));
  if (!isPieced || options.sha256 === undefined || isDigest(fetched.sha256, options.sha256)) return fetched;
  // Parts of two files, which no tag and no date told apart.
  fetched.file.close();
  await fetched.forget();
  return fetchOnce(url, chunks, options, 'no-store');
}

/**
 * How the first request uses the HTTP cache; those after a trouble pass it by. It would keep the weights a second time
 * beside our own cache, and two tabs that write the same file there make each other fail. But a file that the page
 * preloads lies there already.
 */
const httpCacheFor = (url: string, { isKept, known }: FetchOptions): RequestCache =>
  known || (isKept && !preloadedFiles().includes(url)) ? 'no-store' : 'default';

async function fetchOnce(
  url: string,
  chunks: Chunks | undefined,
  options: FetchOptions,
  httpCache: RequestCache,
): Promise<FetchedFile & { readonly isPieced: boolean }> {
  const { signal, sha256: expected, expectedBytes, onProgress, known, clock = CLOCK } = options;
  const {
    advice = 'check the address',
    silentAdvice = 'check the address, the connection and, on another origin, CORS',
  } = options;
  const name = `the weights file at ${printable(url)}`;
  const address = (URL.canParse(url) ? identityOf(url) : undefined) ?? url;
  const received = new Received({ address, name, bytes: expectedBytes, sha256: expected }, chunks);
  const tell = (bytesPerSecond?: number): void => {
    const { loaded, total = expectedBytes } = received;
    onProgress?.({ loaded, total, ...(bytesPerSecond !== undefined && { bytesPerSecond }) });
  };
  const retries = new Retries(clock);
  let request: Request = { url, name, signal, advice, silentAdvice, httpCache };
  await received.find();
  signal?.throwIfAborted();
  for (;;) {
    try {
      await fetchRest(received, request, { signal, clock, tell, retries, known, isProven: expected !== undefined });
      break;
    } catch (error) {
      await retries.pause(error, signal);
      if (error instanceof PassingError) AFTER[error.trouble]?.(received);
      request = { ...request, httpCache: 'no-store' };
    }
  }
  const { isPieced, version } = received;
  return {
    ...(await received.end(signal)),
    ...{ name, version, isPieced },
    forget: () => received.forget(),
    keptBytes: () => received.keptBytes,
    leaveDisk: () => received.leaveDisk(),
  };
}

/** What a trouble says about the bytes at hand, or about those to come. */
const AFTER: { readonly [Each in Trouble]?: (received: Received) => void } = {
  changed: (received) => received.restart(),
  mangled: (received) => received.distrustParts(),
  unproven: (received) => received.distrustParts(),
};

interface Fetching extends Pick<FetchOptions, 'known'> {
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  readonly tell: (bytesPerSecond?: number) => void;
  readonly retries: Retries;
  /** Whether a digest will show that all bytes are of one file. */
  readonly isProven: boolean;
}

/** Takes in what is kept, and asks for what is missing, until the file is whole. */
async function fetchRest(received: Received, request: Request, fetching: Fetching): Promise<void> {
  const { signal, tell, isProven } = fetching;
  let hasAsked = false;
  for (;;) {
    await received.takeStored(signal, () => tell());
    if (received.isWhole) {
      // Nothing was asked of the server, so nobody knows whether the file is still the same.
      if (hasAsked || isProven || !(await hasChanged(request.url, received.version, signal))) return;
      received.restart();
    }
    hasAsked = true;
    if (await fetchNext(received, request, fetching)) return;
  }
}

/** Asks for the next missing part, or for the whole file. Whether the file has come to its end. */
async function fetchNext(received: Received, request: Request, fetching: Fetching): Promise<boolean> {
  const { signal, clock, tell, retries, known } = fetching;
  const { name } = request;
  const { stream, isPart, end, version } = await ask(request, received.next());
  try {
    if (!isPart && known?.some((each) => isTelling(each) && areAlike(each, version)))
      throw new KnownVersionError(`${name} is of a version that is known`);
    received.accept(version, isPart);
  } catch (error) {
    await stream.cancel().catch(() => undefined);
    throw error;
  }
  const rate = new Rate(clock.now());
  const brokenOff = (message: string, cause: ErrorOptions): WeightsError =>
    new PassingError('broken off', 'interrupted', message, cause);
  for await (const piece of piecesOf({ stream, name, from: received.loaded, brokenOff }, signal)) {
    const { byteLength } = piece;
    if (isPart && received.loaded + byteLength > (end ?? Infinity))
      throw new PassingError('mangled', 'interrupted', `${name} came with more bytes than the part has; try again`);
    await received.add(piece, signal);
    retries.reached(received.loaded);
    rate.add(byteLength, clock.now());
    tell(rate.bytesPerSecond);
  }
  const { loaded, total } = received;
  if (end !== undefined && loaded < end)
    throw brokenOff(`${name} broke off after ${String(loaded)} of ${counted(total ?? end, 'byte')}; try again`, {});
  return total === undefined ? !isPart : loaded >= total;
}
