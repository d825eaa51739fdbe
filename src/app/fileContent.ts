/**
 * What is in a file of the person's. Throws a PageError where the file can be read no more.
 */
import { PageError } from './pageError';

const orGone = <Content>(file: File, content: Promise<Content>): Promise<Content> =>
  content.catch((cause: unknown) => {
    throw new PageError('file-gone', file.name, { cause });
  });

export const textOf = (file: File): Promise<string> => orGone(file, file.text());

/** The SHA-256 of a file, which is read at once, in hexadecimal digits. */
export async function digestOf(file: File): Promise<string> {
  const bytes = await orGone(file, file.arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
