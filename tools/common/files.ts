/** Paths as the caller means them, and what to say of a path that cannot be read. */
import { open, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The absolute path: npm runs scripts in the project's folder and keeps the caller's in INIT_CWD. */
export const fromCaller = (path: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), path);

/** A path; bytes where a name in it is not UTF-8. */
export type FilePath = string | Buffer;

/** The path of a folder's file by the bytes of its name. */
export function childOf(folder: string, name: Buffer): FilePath {
  const path = join(folder, name.toString());
  return Buffer.from(name.toString()).equals(name) ? path : Buffer.concat([Buffer.from(join(folder, '/')), name]);
}

/** A name as text; bytes that are not UTF-8 as a shell would be given them, such as `$'caf\xe9.jpg'`. */
export function nameOf(name: Buffer): string {
  const text = name.toString();
  if (Buffer.from(text).equals(name)) return text;
  const escaped = Array.from(name, (byte) =>
    byte > 0x1f && byte < 0x7f
      ? String.fromCharCode(byte).replace(/[\\']/, '\\$&')
      : `\\x${byte.toString(16).padStart(2, '0')}`,
  );
  return `$'${escaped.join('')}'`;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'there is no such file or folder',
  EACCES: 'you have no permission to read or write it',
  EPERM: 'you have no permission to read or write it',
  EISDIR: 'it is a folder; name a file',
  ENAMETOOLONG: 'its name is too long for any file',
  EMFILE: 'too many files are open at once',
  ENFILE: 'too many files are open at once',
  ELOOP: 'its links lead round in a circle',
  ENOSPC: 'there is no space left to write it',
};

/** Text for a terminal: what would move its cursor, colour it or turn its direction is a question mark. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu, '?');

/** One sentence for a person out of any error: the system's codes in words, other messages on one line. */
export function sentence(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  return reasons[code] ?? plain(message.trim().replace(/\s*\n\s*/g, ' '));
}

/** Throws what `sentence` says about `path`, with the path in front. */
export function blame(path: string, error: unknown): never {
  throw new Error(`${path}: ${sentence(error)}`, { cause: error });
}

/** The bytes of the caller's file. */
export async function readCallersFile(path: string): Promise<Buffer> {
  try {
    await checkReadable(fromCaller(path));
    return await readFile(fromCaller(path));
  } catch (error) {
    return blame(path, error);
  }
}

/** Throws unless `absolutePath` is a file that can be read; pipes and devices, which may never end, are none. */
export async function checkReadable(absolutePath: FilePath): Promise<void> {
  const found = await stat(absolutePath);
  if (found.isDirectory()) throw new Error(reasons['EISDIR']);
  if (!found.isFile()) throw new Error('it is not a file');
  await (await open(absolutePath)).close();
}
