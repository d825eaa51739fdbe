/**
 * Lets one of all tabs and workers of an origin load a file, while the others wait for what it keeps.
 */
import { isObject } from '../../core/json';
import { linked, Patience, untilAborted, within } from '../../core/waiting';
import type { DownloadProgress } from './http/fetchFile';
import { type Locks, locksHere, orGivenBack, type Release } from './locks';

/** Who has a turn and comes no further for this long is not waited for: its tab may be frozen. */
const STANDSTILL_SECONDS = 20;

/** A browser's locks that have not answered for this long do not work. */
const ANSWER_SECONDS = 5;

/** News of a download is told no more often. */
const NEWS_MILLISECONDS = 250;

const NAME = 'resnest-webgpu';

export interface Turn {
  /** Whether another one had a turn at the same file before, and may have left its weights in the cache. */
  readonly hasWaited: boolean;
  /** Tells those who wait that the load comes further. */
  tell(progress?: DownloadProgress): void;
  end(): void;
}

export interface Waiting {
  readonly signal: AbortSignal;
  /** Is called with the progress of the one who has the turn. */
  readonly onProgress: (progress: DownloadProgress) => void;
  readonly locks?: Locks | undefined;
}

/** What is told about a file. */
interface News {
  readonly file: string;
  readonly progress?: DownloadProgress | undefined;
}

/** Waits for a turn at a file. Rejects with the signal's reason once it aborts, and in no other case. */
export async function takeTurn(file: string, waiting: Waiting): Promise<Turn> {
  const { signal, locks = locksHere() } = waiting;
  const name = `${NAME}:${file}`;
  const channel = openChannel();
  let release: Release = () => undefined; // where the locks do not work, each loads by itself
  let hasWaited = false;
  try {
    const free = await granted(signal, locks.takeFree(name));
    hasWaited = free === undefined;
    release = free ?? (await untilFree(file, name, channel, { ...waiting, locks }));
  } catch {
    if (signal.aborted) channel?.close();
    signal.throwIfAborted();
  }
  let lastTold = -Infinity;
  return {
    hasWaited,
    tell: (progress) => {
      if (performance.now() < lastTold + NEWS_MILLISECONDS) return;
      lastTold = performance.now();
      channel?.postMessage({ file, progress } satisfies News);
    },
    end: () => {
      channel?.close();
      release();
    },
  };
}

/**
 * Waits in line as long as the one who has the turn comes further; else takes the turn away. Where another one has it by
 * then, such as a waiter who took it first, the waiting begins anew.
 */
async function untilFree(
  file: string,
  name: string,
  channel: BroadcastChannel | undefined,
  waiting: Waiting & { readonly locks: Locks },
): Promise<Release> {
  const { signal, locks } = waiting;
  for (;;) {
    const holder = await answered(signal, locks.holder(name));
    const own = await inLine(file, name, channel, waiting);
    if (own) return own;
    const stolen = await granted(signal, locks.stealFrom(name, holder));
    if (stolen) return stolen;
  }
}

/** Waits in line; undefined where nothing is heard for too long of the one who has the turn. */
async function inLine(
  file: string,
  name: string,
  channel: BroadcastChannel | undefined,
  { signal, onProgress, locks }: Waiting & { readonly locks: Locks },
): Promise<Release | undefined> {
  const tired = new AbortController();
  const line = linked([signal, tired.signal]);
  const patience = new Patience(STANDSTILL_SECONDS, () => tired.abort());
  const hear = ({ data }: MessageEvent<unknown>): void => {
    if (!isNews(data) || data.file !== file) return;
    patience.renew();
    if (data.progress) onProgress(data.progress);
  };
  channel?.addEventListener('message', hear);
  try {
    signal.throwIfAborted();
    return await locks.wait(name, line.signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!tired.signal.aborted) throw error;
    return undefined;
  } finally {
    patience.stop();
    channel?.removeEventListener('message', hear);
    line.end();
  }
}

/** An answer of the locks, in time. */
const answered = <Answer>(signal: AbortSignal, asked: Promise<Answer>): Promise<Answer> =>
  untilAborted(
    signal,
    within(ANSWER_SECONDS, asked, () => new Error('the locks have not answered')),
  );

/** The answer to a request for a lock that is not waited for, in time. */
const granted = <Lock extends Release | undefined>(signal: AbortSignal, asked: Promise<Lock>): Promise<Lock> =>
  orGivenBack(asked, answered(signal, asked));

/** Some browsers forbid it to pages that may not store anything. */
function openChannel(): BroadcastChannel | undefined {
  try {
    return typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(NAME);
  } catch {
    return undefined;
  }
}

/** Another version of this library may tell something else. */
function isNews(data: unknown): data is News {
  if (!isObject(data) || typeof data.file !== 'string') return false;
  const { progress } = data;
  return progress === undefined || (isObject(progress) && typeof progress.loaded === 'number');
}
