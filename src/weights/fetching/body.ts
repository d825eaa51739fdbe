/**
 * The pieces of a body, as they come.
 */
import { WeightsError } from '../../core/errors';
import { Pauses } from '../../core/pauses';
import { Patience } from '../../core/waiting';
import { counted, messageOf, printable } from '../../core/wording';
import { isBytes } from './carrier';

/**
 * A source that gives no byte for this long is given up, be it a server, a disk or a caller's stream. A slow one is
 * not.
 */
export const SILENCE_SECONDS = 30;

/** The error for a source that has been silent after so many bytes. */
export const silent = (name: string, loaded: number): WeightsError =>
  new WeightsError(
    loaded === 0 ? 'unreachable' : 'interrupted',
    `${name} has sent nothing for ${String(SILENCE_SECONDS)} seconds, after ${counted(loaded, 'byte')}; check the connection and try again`,
  );

export const reasonOf = (cause: unknown): string => printable(messageOf(cause));

/** A body that is being read. */
export interface Body {
  readonly stream: ReadableStream<Uint8Array>;
  /** Its name in errors. */
  readonly name: string;
  /** The bytes of the file that came before this body. */
  readonly from?: number;
  /** The error for a body that breaks off; by default a WeightsError. */
  readonly brokenOff?: (message: string, options: ErrorOptions) => WeightsError;
}

/**
 * The pieces of a body to its end. Those of an answer to fetch are the reader's for good. Throws the signal's reason as
 * soon as it aborts, and a WeightsError for a body that breaks off, is silent, or holds something else than bytes.
 */
export async function* piecesOf(
  { stream, name, from = 0, brokenOff = interrupted }: Body,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (stream.locked) throw new WeightsError('source', `${name} is being read by other code; give a new one`);
  let loaded = from;
  const reader: ReadableStreamDefaultReader<unknown> = stream.getReader();
  const next = (): ReturnType<typeof reader.read> =>
    reader.read().catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw brokenOff(`${name} broke off after ${counted(loaded, 'byte')} (${reasonOf(cause)}); try again`, { cause });
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
    const pauses = new Pauses(); // a stream that always has a piece ready would hold up the thread, and every timer
    for (let piece = await next(); !piece.done; piece = await next()) {
      await pauses.due();
      if (!isBytes(piece.value))
        throw new WeightsError('source', `${name} yields something else than Uint8Array; give a stream of bytes`);
      const { byteLength } = piece.value;
      if (byteLength > 0) patience.renew();
      loaded += byteLength;
      yield piece.value;
    }
    signal?.throwIfAborted();
    if (isSilent) throw silent(name, loaded);
  } finally {
    patience.stop();
    signal?.removeEventListener('abort', cancel);
    cancel();
  }
}

const interrupted = (message: string, options: ErrorOptions): WeightsError =>
  new WeightsError('interrupted', message, options);
