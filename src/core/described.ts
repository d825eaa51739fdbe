/**
 * Any value of JavaScript in a few words, for messages that name the value a caller gave.
 */

const isPlain = (value: object): boolean => Array.isArray(value) || tagOf(value) === 'Object';

/** The name of a value's class, whatever window or worker it was made in: `Blob`, `Uint8Array`, `Promise`. */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice('[object '.length, -1);

const withArticle = (name: string): string => `${/^[AEIO]/i.test(name) ? 'an' : 'a'} ${name}`;

/** JSON has no words for numbers that are not finite, and refuses large ones. */
const inJson = (_: string, value: unknown): unknown =>
  (typeof value === 'number' && !Number.isFinite(value)) || typeof value === 'bigint' ? String(value) : value;

/** A value as JSON where it is a text, a number, a list or a plain object; else its kind, such as `a GPUAdapter`. */
export function described(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    if (isPlain(value)) return JSON.stringify(value, inJson) ?? withArticle(tagOf(value));
  } catch {
    // it holds itself, or has a `toJSON` that throws
  }
  return withArticle(tagOf(value));
}
