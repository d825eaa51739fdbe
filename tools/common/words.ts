/** What tools say of errors: one sentence each, without a stack. */
import { messageOf } from '../../src/core/wording';

/** A mistake in how a tool was called: exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const IS_FOLDER = 'it is a folder; name a file';

/** Why a file cannot be read or written, by the system's code. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'there is no such file or folder',
  EACCES: 'you have no permission to read or write it',
  EPERM: 'you have no permission to read or write it',
  EISDIR: IS_FOLDER,
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
  return (
    reasons[code] ??
    plain(
      messageOf(error)
        .trim()
        .replace(/\s*\n\s*/g, ' '),
    )
  );
}

/** Throws what `sentence` says about `path`, with the path in front. */
export function blame(path: string, error: unknown): never {
  throw new Error(`${path}: ${sentence(error)}`, { cause: error });
}
