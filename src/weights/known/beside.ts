/**
 * The config.json that lies beside a checkpoint's URL, as on Hugging Face.
 */
import { untilAborted, within } from '../../core/waiting';
import { isPage } from '../fetching/http/request';
import { isConfigFile } from './configFile';

/** A config.json beside a checkpoint. */
export interface BesideFile {
  /** Parsed; undefined where there is none, or none that is about a ResNeSt. */
  readonly contents?: unknown;
  /**
   * One sentence on a file that is there and cannot be read. It is no error, since the caller did not ask for the file.
   */
  readonly note?: string;
}

/** Parses the text of the config.json beside a checkpoint; `name` is for its note. */
export function readBeside(text: string, name: string): BesideFile {
  try {
    const contents: unknown = JSON.parse(text);
    return isConfigFile(contents) ? { contents } : {};
  } catch {
    return { note: `${name}, which lies beside the weights, is not valid JSON, and was left out` };
  }
}

/** A server that gave the weights answers for a small file in this time, or not at all. */
const BESIDE_SECONDS = 10;

/** A server that does not answer. */
class Silent extends Error {}

/**
 * Fetches the config.json beside a checkpoint's absolute URL, if there is one. If it does not arrive in time, a note
 * says so. Throws the signal's reason when aborted.
 */
export async function fetchConfigBeside(url: string, signal: AbortSignal | undefined): Promise<BesideFile> {
  const connection = new AbortController();
  const asking = async (): Promise<BesideFile> => {
    const response = await fetch(new URL('config.json', url), { signal: connection.signal });
    return response.ok && !isPage(response.headers) ? readBeside(await response.text(), 'config.json') : {};
  };
  try {
    return await untilAborted(
      signal,
      within(BESIDE_SECONDS, asking(), () => new Silent()),
    );
  } catch (error) {
    connection.abort();
    signal?.throwIfAborted();
    const note = 'the config.json beside the weights did not come in time, and was left out';
    return error instanceof Silent ? { note } : {};
  }
}
