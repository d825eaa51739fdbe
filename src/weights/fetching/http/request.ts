/**
 * One request for a file, or for a part of it.
 */
import { WeightsError } from '../../../core/errors';
import { untilAborted, within } from '../../../core/waiting';
import { counted, printable } from '../../../core/wording';
import { isAddress } from '../address';
import { reasonOf, SILENCE_SECONDS, silent } from '../body';
import { answeredPart, rangeText, type Span } from './range';
import { isBusy, PassingError, retryAfter } from './retries';
import { type FileVersion, lengthOf, strongTag, versionOf } from './version';

export interface Request {
  readonly url: string;
  /** The file's name in errors. */
  readonly name: string;
  /** How the browser's HTTP cache is used for a whole file; a part never comes from there. */
  readonly httpCache: RequestCache;
  readonly signal?: AbortSignal | undefined;
  /** What a person can do where the URL does not give the file. */
  readonly advice: string;
  /** The same where no server answers. */
  readonly silentAdvice: string;
}

/** A part that continues what is at hand. */
export interface Continuation extends Span {
  /** The version of the file that the bytes at hand are of. */
  readonly version: FileVersion;
}

export interface Answer {
  readonly stream: ReadableStream<Uint8Array>;
  /** Whether it is the part that was asked for, and not the whole file. */
  readonly isPart: boolean;
  /** Where in the file it should end; undefined where nobody knows. */
  readonly end: number | undefined;
  readonly version: FileVersion;
}

/** Whether an answer is a web page, such as that on which a network asks people to sign in. */
export const isPage = (headers: Headers): boolean =>
  (headers.get('content-type') ?? '').trim().toLowerCase().startsWith('text/html');

/**
 * Asks for a whole file, or for its continuation. Throws a PassingError for what may pass, a WeightsError for what will
 * not, or the signal's reason.
 */
export async function ask(request: Request, continuation?: Continuation): Promise<Answer> {
  const { name, advice } = request;
  const response = await respond(request, continuation);
  const { headers, status, statusText, body } = response;
  const refuse = async (error: WeightsError): Promise<never> => {
    await body?.cancel().catch(() => undefined);
    throw error;
  };
  if (continuation && status === 416)
    return refuse(new PassingError('changed', 'interrupted', `${name} has become shorter than it was; try again`));
  if (!response.ok) {
    const problem = `${name} was refused by the server (${`${String(status)} ${printable(statusText)}`.trim()})`;
    if (!isBusy(status)) return refuse(new WeightsError('unreachable', `${problem}; ${advice}`));
    const after = retryAfter(headers.get('retry-after'));
    const when = after === undefined ? 'later' : `in ${counted(Math.ceil(after), 'second')}`;
    return refuse(new PassingError('busy', 'unreachable', `${problem}; try again ${when}`, { after }));
  }
  if (isPage(headers))
    return refuse(new WeightsError('not-a-checkpoint', `${name} is a web page, not a checkpoint; ${advice}`));
  const stream = body ?? new Blob().stream();
  const length = lengthOf(headers);
  if (status !== 206) return { stream, isPart: false, end: length, version: versionOf(headers, length) };
  const answer = { contentRange: headers.get('content-range'), length, isCors: response.type === 'cors' };
  // The bytes at hand are decoded, and parts of encoded bytes would not fit them.
  const isPlain = headers.get('content-encoding') === null;
  const part = continuation && isPlain && answeredPart(continuation, answer, continuation.version.bytes);
  if (!part)
    return refuse(
      new PassingError('mangled', 'interrupted', `${name} came as another part than was asked for; try again`),
    );
  return { stream, isPart: true, end: part.end, version: versionOf(headers, part.total) };
}

async function respond(
  { url, name, httpCache, signal, silentAdvice }: Request,
  continuation: Continuation | undefined,
): Promise<Response> {
  const connection = new AbortController();
  const cache = continuation ? 'no-store' : httpCache;
  const headers = continuation ? headersFor(url, continuation) : {};
  const coming = fetch(url, { signal: connection.signal, cache, headers });
  return untilAborted(
    signal,
    within(SILENCE_SECONDS, coming, () => silent(name, continuation?.from ?? 0)),
  ).catch((cause: unknown) => {
    connection.abort();
    signal?.throwIfAborted();
    if (cause instanceof WeightsError) throw cause;
    const message = `${name} could not be fetched (${reasonOf(cause)}); ${silentAdvice}`;
    if (!isAddress(url)) throw new WeightsError('source', message, { cause });
    throw new PassingError('unanswered', 'unreachable', message, { cause });
  });
}

/** If-Range spares a second request, but on another origin the browser would ask the server first, which may refuse. */
function headersFor(url: string, continuation: Continuation): Record<string, string> {
  const tag = strongTag(continuation.version);
  const origin = (globalThis as { location?: { origin?: string } }).location?.origin;
  const isHere = origin !== undefined && URL.canParse(url) && new URL(url).origin === origin;
  return { range: rangeText(continuation), ...(tag !== undefined && isHere ? { 'if-range': tag } : {}) };
}
