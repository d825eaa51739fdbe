/** A tool's options as a table: each row has the kind of the value, its default, a line of help, what it excludes and what it needs. */
import type { Kind } from './kinds';

/** An option; `Always` if it has a value also where the caller gives none. */
export interface Option<T = unknown, Always extends boolean = boolean> extends About {
  /** Undefined for a flag, which takes no value. */
  readonly kind: Kind<T> | undefined;
  readonly isAlways: Always;
}

/** What an option is besides its kind. */
interface About {
  /** The value in the help, such as FILE. */
  readonly value: string;
  /** What it is for, without a list of the kind's words and without the default. */
  readonly help: string;
  /** The value if none is given, as the caller would write it. */
  readonly byDefault?: string;
  /** In words, what stands in the help for the default. */
  readonly otherwise?: string;
  /** Ends the sentence that the option is missing; an option without it may be. */
  readonly needed?: string;
  /** Options that cannot be obeyed together with this one, by their names in the table. */
  readonly excludes?: readonly string[];
  /** Options of which one must be there, else this one is not obeyed. */
  readonly beside?: readonly string[];
  /** Takes the place of arguments that are no options. */
  readonly replacesRest?: true;
}

/** A row of the table for an option with a value. */
export function option<T>(
  kind: Kind<T>,
  about: About & ({ readonly byDefault: string } | { readonly needed: string }),
): Option<T, true>;
export function option<T>(kind: Kind<T>, about: About): Option<T, false>;
export function option<T>(kind: Kind<T>, about: About): Option<T> {
  return { ...about, kind, isAlways: about.byDefault !== undefined || about.needed !== undefined };
}

/** A row of the table for an option that is there or is not. */
export const flag = (help: string, about: Pick<About, 'excludes' | 'replacesRest'> = {}): Option<boolean, true> => ({
  ...about,
  ...{ help, value: '', kind: undefined, isAlways: true },
});

/** Options by their name: `inputSize` is written --input-size. */
export type Table = Readonly<Record<string, Option>>;

/** Arguments that are no options. */
export interface Rest<Name extends string = string> {
  /** Their name among the values. */
  readonly name: Name;
  /** In the help, such as `[IMAGE ...]`. */
  readonly usage: string;
  /** The sentence about one that is empty. */
  readonly empty: string;
  /** What they are, for the sentence about an option that takes their place. */
  readonly plural: string;
}

/** A tool, by which its help, the checks of its arguments and their messages are made. */
export interface Tool<T extends Table, R extends Rest | undefined = Rest | undefined> {
  /** Its script in package.json. */
  readonly script: string;
  /** Paragraphs at the beginning of the help. */
  readonly does: readonly string[];
  readonly options: T;
  /** Undefined if every argument is an option. */
  readonly rest: R;
  /** An option that chooses this one of a script's tools. */
  readonly chosenBy?: string;
  /** Paragraphs at the end of the help. */
  readonly notes?: readonly string[];
}

type ValueOf<O> = O extends Option<infer T> ? T : never;
type AlwaysIn<T extends Table> = { [N in keyof T]: T[N] extends Option<unknown, true> ? N : never }[keyof T];
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** The values of a table's options, and `help`. */
export type OptionsOf<T extends Table> = Flat<
  { [N in AlwaysIn<T>]: ValueOf<T[N]> } & { [N in Exclude<keyof T, AlwaysIn<T>>]?: ValueOf<T[N]> } & { help: boolean }
>;

/** All that a tool's arguments give: options, and the rest under its name. */
export type ValuesOf<T extends Table, R> = OptionsOf<T> &
  (R extends Rest<infer Name> ? Readonly<Record<Name, readonly string[]>> : unknown);

/** The name as it is written: `inputSize` is --input-size. */
export const written = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
