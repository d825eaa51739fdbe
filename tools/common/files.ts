/** Paths as the caller means them, and files under them. */
import { open, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { blame, IS_FOLDER } from './words';

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
  if (found.isDirectory()) throw new Error(IS_FOLDER);
  if (!found.isFile()) throw new Error('it is not a file');
  await (await open(absolutePath)).close();
}
