/**
 * Which version of a file is at its URL, and whether a file that is at hand is of another one.
 */
import { linked, within } from '../../../core/waiting';
import { isPage } from './request';
import { differ, type FileVersion, lengthOf, versionOf } from './version';

/** A server that takes longer to tell is not waited for: the file at hand serves. */
const PATIENCE_SECONDS = 2;

/**
 * The version that a server tells, asked once and for the headers alone. Undefined where it gives no file: without a
 * network, after an error, or where it does not answer in time. Never rejects.
 */
export async function askVersion(url: string, signal: AbortSignal | undefined): Promise<FileVersion | undefined> {
  if (isOffline()) return undefined;
  const over = new AbortController();
  const connection = linked([signal, over.signal]);
  try {
    // A conditional GET would name the version in a header for which another origin has to be asked beforehand.
    const asking = fetch(url, { method: 'HEAD', cache: 'no-store', signal: connection.signal });
    const { ok, headers } = await within(PATIENCE_SECONDS, asking, () => new Error('late'));
    return ok && !isPage(headers) ? versionOf(headers, lengthOf(headers)) : undefined;
  } catch {
    return undefined;
  } finally {
    over.abort();
    connection.end();
  }
}

/**
 * Whether the server tells of another version than that at hand. False where it does not say, as on another origin whose
 * headers a script may not read. Never rejects.
 */
export async function hasChanged(url: string, version: FileVersion, signal: AbortSignal | undefined): Promise<boolean> {
  const told = canTell(version) ? await askVersion(url, signal) : undefined;
  return told !== undefined && differ(version, told);
}

/** Whether there is anything to compare. */
export const canTell = ({ etag, lastModified, bytes }: FileVersion): boolean =>
  [etag, lastModified, bytes].some((each) => each !== undefined);

const isOffline = (): boolean => (globalThis as { navigator?: { onLine?: boolean } }).navigator?.onLine === false;
