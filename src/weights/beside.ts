/**
 * The config.json that lies beside a checkpoint's URL, as on Hugging Face.
 */
import { isConfigFile } from './configFile';

/** A config.json beside a checkpoint. */
export interface BesideFile {
  /** Parsed; undefined where there is none, or none that is about a ResNeSt. */
  readonly contents?: unknown;
  /** One sentence on a file that is there and cannot be read. It is no error: nobody asked for it. */
  readonly note?: string;
}

/** What a config.json of that text says, which lies beside a checkpoint under `name`. */
export function readBeside(text: string, name: string): BesideFile {
  try {
    const contents: unknown = JSON.parse(text);
    return isConfigFile(contents) ? { contents } : {};
  } catch {
    return { note: `${name}, which lies beside the weights, is not valid JSON, and was left out` };
  }
}

/** Fetches the config.json beside a checkpoint's URL, if there is one. Throws the signal's reason when aborted. */
export async function fetchConfigBeside(url: string | URL, signal: AbortSignal | undefined): Promise<BesideFile> {
  try {
    const response = await fetch(
      new URL('config.json', new URL(url, globalThis.location?.href)),
      signal ? { signal } : {},
    );
    const isPage = (response.headers.get('content-type') ?? '').includes('text/html');
    return response.ok && !isPage ? readBeside(await response.text(), 'config.json') : {};
  } catch {
    signal?.throwIfAborted();
    return {};
  }
}
