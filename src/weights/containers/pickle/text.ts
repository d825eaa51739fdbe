/**
 * The values that pickles of protocols 0 and 1 write as lines of text.
 */
import { damagedPickle } from './machine';
import { Inert, type PickleValue } from './values';
import { printable } from '../../../core/wording';

const wrong = (what: string, line: string): Error => damagedPickle(`has the ${what} "${printable(line)}"`);

/** `INT`, which also writes the booleans, and `LONG`, which ends in L. Longer integers serve nothing that we read. */
export function integerOf(line: string): PickleValue {
  if (line === '00') return false;
  if (line === '01') return true;
  if (!/^[-+]?\d+L?$/.test(line)) throw wrong('integer', line);
  const value = Number.parseInt(line, 10);
  return Number.isSafeInteger(value) ? value : new Inert('a large integer');
}

/** `FLOAT`, as Python's repr writes one. */
export function floatOf(line: string): number {
  if (/^-?(inf|nan)$/.test(line)) return line.endsWith('nan') ? NaN : line === 'inf' ? Infinity : -Infinity;
  if (line === '' || !Number.isFinite(Number(line))) throw wrong('number', line);
  return Number(line);
}

/** `STRING`, in quotes. Escapes stay as they are written: no name of a tensor has any. */
export function quotedOf(line: string): string {
  const [, , text] = /^(['"])(.*)\1$/.exec(line) ?? [];
  if (text === undefined) throw wrong('text', line);
  return text;
}

/** `UNICODE`, with \\uXXXX and \\UXXXXXXXX for some characters. */
export const unicodeOf = (line: string): string =>
  line.replace(/\\u([\da-fA-F]{4})|\\U(000[\da-fA-F]{5}|0010[\da-fA-F]{4})/g, (_, short?: string, long?: string) =>
    String.fromCodePoint(Number.parseInt(short ?? long ?? '', 16)),
  );

/** The number of `GET` and `PUT`. */
export function numberOf(line: string): number {
  if (!/^\d{1,9}$/.test(line)) throw wrong('memo number', line);
  return Number(line);
}
