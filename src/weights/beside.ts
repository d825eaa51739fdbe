/**
 * The config.json that lies beside a checkpoint's URL, as on Hugging Face.
 */
import { isConfigFile } from './configFile';

/** Its parsed contents; undefined where there is none that can be read, which is no error. */
export async function fetchConfigBeside(url: string | URL, signal: AbortSignal | undefined): Promise<unknown> {
  try {
    const response = await fetch(
      new URL('config.json', new URL(url, globalThis.location?.href)),
      signal ? { signal } : {},
    );
    const contents: unknown = response.ok ? await response.json() : undefined;
    return isConfigFile(contents) ? contents : undefined;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}
