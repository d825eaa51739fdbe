/** Reads the options of a tool; what is wrong with them is a UsageError with one sentence. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from '../classify/options';

type Known = NonNullable<ParseArgsConfig['options']>;

export const text = { type: 'string' } as const;
export const flag = { type: 'boolean', default: false } as const;

/** The values of the known options; positional arguments and empty values are refused. */
export function readArguments<const Options extends Known>(args: readonly string[], options: Options) {
  const values = parse(args, options);
  for (const [name, value] of Object.entries(values))
    if (value === '') throw new UsageError(`Option --${name} has an empty value.`);
  return values;
}

function parse<const Options extends Known>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new UsageError(`${sentence.replace(/\.$/, '')}; --help lists the options.`);
  }
}

/** A whole number above 0. */
export function wholeNumber(name: string, value: string): number {
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw new UsageError(`Option --${name} is '${value}'; it must be a whole number above 0.`);
}

/** One of a few words. */
export function oneOf<Word extends string>(name: string, value: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new UsageError(`Option --${name} is '${value}'; it must be ${words.join(' or ')}.`);
  return found;
}
