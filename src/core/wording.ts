/**
 * Pieces of error messages that hold text from files and callers, kept printable and short enough for one line.
 */
import type { Shape } from './tensor';

const MAX_TEXT = 120;
const MAX_LISTED = 3;

/** Text without control characters and line breaks, cut after 120 characters. */
export function printable(text: string): string {
  // Cut first: a hostile name may be megabytes long.
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text;
  return short.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}

/** The words of whatever was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** A tensor's name in quotes. */
export const quoted = (name: string): string => `"${printable(name)}"`;

/** A shape as [1, 2, 3]. */
export const shapeText = (shape: Shape): string => printable(`[${shape.slice(0, MAX_TEXT).join(', ')}]`);

/** The first of a list, three where nothing else is said, "and N more". */
export function listed(items: readonly string[], most = MAX_LISTED): string {
  const rest = items.length - most;
  return items.slice(0, most).join(', ') + (rest > 0 ? ` and ${String(rest)} more` : '');
}

/** A count with its noun, such as `1 label`, `2 labels` or `3 classes`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`;
