/**
 * Reads fields of parsed JSON from files and callers, which may hold anything.
 */
import { described } from './described';
import { ConfigError } from './errors';
import { printable } from './wording';

/** An object of JSON. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field of an object's own; null counts as absent. */
export const given = (object: Json, name: string): unknown =>
  Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;

/** A whole number of a range, or a ConfigError that names the field. */
export function whole(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ConfigError(
    'config-file',
    `${name} must be a whole number from ${String(least)} to ${String(most)}, not ${inWords(value)}`,
  );
}

/** A value for a message: short, on one line. */
export const inWords = (value: unknown): string => printable(described(value));
