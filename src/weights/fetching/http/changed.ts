/**
 * Whether a file that is at hand is still the one at its URL.
 */
import { linked, within } from '../../../core/waiting';
import { isPage } from './request';
import { differ, type FileVersion, lengthOf, versionOf } from './version';

/** A server that takes longer to tell is not waited for: the file at hand serves. */
const PATIENCE_SECONDS = 2;

/**
 * Whether the server tells of another version, asked once and for the headers alone. False where it does not say:
 * without a network, after an error, or on another origin whose headers a script may not read. Never rejects.
 */
export async function hasChanged(url: string, version: FileVersion, signal: AbortSignal | undefined): Promise<boolean> {
  if (!canTell(version) || isOffline()) return false;
  const over = new AbortController();
  const connection = linked([signal, over.signal]);
  try {
    // A conditional GET would name the version in a header for which another origin has to be asked beforehand.
    const asking = fetch(url, { method: 'HEAD', cache: 'no-store', signal: connection.signal });
    const { ok, headers } = await within(PATIENCE_SECONDS, asking, () => new Error('late'));
    return ok && !isPage(headers) && differ(version, versionOf(headers, lengthOf(headers)));
  } catch {
    return false;
  } finally {
    over.abort();
    connection.end();
  }
}

/** Whether there is anything to compare. */
const canTell = ({ etag, lastModified, bytes }: FileVersion): boolean =>
  [etag, lastModified, bytes].some((each) => each !== undefined);

const isOffline = (): boolean => (globalThis as { navigator?: { onLine?: boolean } }).navigator?.onLine === false;
