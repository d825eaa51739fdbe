/** Files that are written for the caller. */
import { lstat, rm, writeFile } from 'node:fs/promises';
import { fromCaller } from '../common/files';
import { blame } from '../common/words';

/** Writes a file. Throws what is wrong with its path. */
export async function save(path: string, contents: Uint8Array | string): Promise<void> {
  await writeFile(fromCaller(path), contents).catch((error: unknown) => blame(path, error));
}

/** Removes what an earlier run wrote: rows of other photos would be taken for these ones'. */
export async function discard(path: string): Promise<void> {
  const found = await lstat(fromCaller(path)).catch(() => undefined);
  if (found?.isFile()) await rm(fromCaller(path)).catch((error: unknown) => blame(path, error));
}
