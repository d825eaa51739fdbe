/** Paths as the caller means them, and what to say of a path that cannot be read. */
import { open, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/** The absolute path: npm runs scripts in the project's folder and keeps the caller's in INIT_CWD. */
export const fromCaller = (path: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), path);

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'there is no such file or folder',
  EACCES: 'you have no permission to read or write it',
  EPERM: 'you have no permission to read or write it',
  EISDIR: 'it is a folder; name a file',
};

/** One sentence for a person out of any error: the system's codes in words, other messages on one line. */
export function sentence(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  return reasons[code] ?? message.trim().replace(/\s*\n\s*/g, ' ');
}

/** Throws what `sentence` says about `path`, with the path in front. */
export function blame(path: string, error: unknown): never {
  throw new Error(`${path}: ${sentence(error)}`, { cause: error });
}

/** The bytes of the caller's file. */
export const readCallersFile = (path: string): Promise<Buffer> =>
  readFile(fromCaller(path)).catch((error: unknown) => blame(path, error));

/** Throws unless `absolutePath` is a file that can be read. */
export async function checkReadable(absolutePath: string): Promise<void> {
  const handle = await open(absolutePath);
  try {
    await handle.read(Buffer.alloc(1), 0, 1, 0); // a folder opens, but does not read
  } finally {
    await handle.close();
  }
}
