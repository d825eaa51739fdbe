/**
 * How options are read: a table of readers, one an option, and readers that several tables share.
 */
import { described, tagOf } from '../core/described';
import { ConfigError } from '../core/errors';
import { inWords } from '../core/json';
import { nearest } from '../core/nearest';

/** A reader of each option; a field that the type has and the table lacks does not compile. */
export type Readers<Options> = {
  readonly [Name in keyof Options]-?: (value: unknown) => Exclude<Options[Name], undefined>;
};

/** Options that are there have been checked; lists and objects are the reader's own. */
export function read<Options extends object>(
  options: unknown,
  readers: Readers<Options>,
  what: string,
  example: string,
): Options {
  if (tagOf(options) !== 'Object')
    throw new ConfigError(
      'option',
      `the options of ${what} are an object, such as ${example}, not ${inWords(options)}`,
    );
  const given = options as Readonly<Record<string, unknown>>;
  const known = Object.keys(readers) as (keyof Options & string)[];
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(readers, name));
  if (unknown !== undefined)
    throw new ConfigError(
      'option',
      `${what} has no option ${inWords(unknown)}; its nearest is "${nearest(unknown, known)}" of ${known.join(', ')}`,
    );
  const entries = known.filter((name) => given[name] !== undefined).map((name) => [name, readers[name](given[name])]);
  return Object.fromEntries(entries) as Options;
}

/** An object of any window that has such fields. */
export const has = (value: unknown, fields: Readonly<Record<string, string>>): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(fields).every(([name, type]) => typeof (value as Record<string, unknown>)[name] === type);

export const oneOf =
  <T extends string | boolean>(name: string, values: readonly T[]) =>
  (value: unknown): T => {
    const found = values.find((each) => each === value);
    if (found !== undefined) return found;
    throw new ConfigError('option', `${name} must be ${values.join(' or ')}, not ${inWords(value)}`);
  };

export const functionOf =
  <Told>(name: string) =>
  (value: unknown): ((told: Told) => void) => {
    if (typeof value === 'function') return value as (told: Told) => void;
    throw new ConfigError('option', `${name} must be a function, not ${described(value)}`);
  };

const SIGNAL = {
  aborted: 'boolean',
  addEventListener: 'function',
  removeEventListener: 'function',
  throwIfAborted: 'function',
};

export function signalOf(value: unknown): AbortSignal {
  if (has(value, SIGNAL)) return value as AbortSignal;
  const advice = tagOf(value) === 'AbortController' ? "; give the controller's `signal`" : '';
  throw new ConfigError('option', `signal must be an AbortSignal, not ${inWords(value)}${advice}`);
}
