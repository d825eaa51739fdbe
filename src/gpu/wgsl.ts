/**
 * From a shader file to the WGSL that a pipeline compiles. The dialect (shaders/README.md) is WGSL and two directives:
 *
 *   //#include SLOT            the text of lib/SLOT.VARIANT.wgsl, the variant chosen by the program
 *   //#unroll NAME COUNT       the lines up to its //#end, COUNT times: `_NAME` in an identifier and the word NAME
 *   //#end                     alone become the number of the repetition; COUNT is a number or an override
 *
 * and every `override` is baked into a `const`, so that array sizes and loop bounds are constants on every engine.
 * The `enable` lines of included texts move to the top, where WGSL wants them. An unknown directive or name throws a ShaderError with file and line.
 */
import { ShaderError } from '../core/errors';
import { type OpenSize, openSizes } from './openSizes';

/** One specialization of a shader file: what differs between two pipelines made from it. */
export interface Program {
  /** The file's base name. */
  readonly name: string;
  readonly source: string;
  /** A value for every `override`; booleans as 0 or 1. */
  readonly parameters: Readonly<Record<string, number>>;
  /** A variant for every `//#include` slot. */
  readonly slots: Readonly<Record<string, string>>;
  /** Whether sizes are read from a buffer where they can be, so that many launches share one pipeline. */
  readonly isOpen?: boolean | undefined;
}

/** Texts of shaders/lib by `slot.variant`. */
export type Library = Readonly<Record<string, string>>;

/** WGSL ready to compile, and the number of each of its bindings by variable name. */
export interface Linked {
  readonly name: string;
  readonly code: string;
  readonly bindings: ReadonlyMap<string, number>;
  /** The parameters that it reads from its buffer `sizes`, in their order; none unless the program is open. */
  readonly sizes: readonly OpenSize[];
}

/** A line of a file, counted from 1. */
interface Line {
  readonly text: string;
  readonly file: string;
  readonly number: number;
}

/** Where a line is, for messages. */
const at = ({ file, number }: Line): string => `${file}.wgsl:${number}`;

const LITERALS: Readonly<Record<string, (value: number) => string>> = {
  u32: (value) => `${value}u`,
  i32: (value) => `${value}i`,
  f32: (value) => (Number.isInteger(value) ? `${value}.0f` : `${value}f`),
  bool: (value) => String(value !== 0),
};

const INCLUDE = /^\s*\/\/#include (\w+)$/;
const OVERRIDE = /^override (\w+): ?(\w+) ?= ?[^;]+;/;
const DIRECTIVE = /^\s*\/\/#(.*)$/;
const UNROLL = /^unroll ([a-z]\w*) (\w+)$/;

/** Links a program: includes, open sizes, parameters, unrolling, in that order. */
export function link(program: Program, library: Library): Linked {
  const { name } = program;
  const included = include(program, library);
  const { lines, sizes } = program.isOpen ? openSizes(included) : { lines: included, sizes: [] };
  const parameters = bakedOf(program, sizes);
  const baked = bake(lines, { name, parameters });
  const code = enabledFirst(unrolled(blockOf({ lines: baked, next: 0 }, parameters))).join('\n');
  return { name, code, bindings: bindingsOf(code), sizes };
}

/** What tells programs of one library apart: those with equal keys share a pipeline. Programs of one name have one source. */
export class ProgramKeys {
  readonly #library: Library;
  /** By name and slots: a plan asks for the same few over and over. */
  readonly #sizes = new Map<string, readonly OpenSize[]>();

  constructor(library: Library) {
    this.#library = library;
  }

  keyOf(program: Program): string {
    const { name, slots, isOpen = false } = program;
    return JSON.stringify([name, bakedOf(program, isOpen ? this.#sizesOf(program) : []), slots, isOpen]);
  }

  #sizesOf(program: Program): readonly OpenSize[] {
    const key = JSON.stringify([program.name, program.slots]);
    const sizes = this.#sizes.get(key) ?? openSizes(include(program, this.#library)).sizes;
    this.#sizes.set(key, sizes);
    return sizes;
  }
}

/** The parameters that are no open sizes. Throws a ShaderError where an open one has no value. */
function bakedOf({ name, parameters }: Program, sizes: readonly OpenSize[]): Program['parameters'] {
  const open = new Set(sizes.map((size) => size.name));
  for (const size of open)
    if (!Number.isFinite(parameters[size]))
      throw new ShaderError('link', `${name}.wgsl: no value for the parameter ${size}`);
  return Object.fromEntries(Object.entries(parameters).filter(([parameter]) => !open.has(parameter)));
}

function split(source: string, file: string): Line[] {
  return source.split('\n').map((text, i) => ({ text, file, number: i + 1 }));
}

function include(program: Program, library: Library): Line[] {
  const used = new Set<string>();
  const lines = split(program.source, program.name).flatMap((line) => {
    const slot = INCLUDE.exec(line.text)?.[1];
    if (slot === undefined) return [line];
    const variant = program.slots[slot];
    const file = `${slot}.${variant}`;
    const text = library[file];
    if (text === undefined)
      throw new ShaderError('link', `${at(line)}: nothing to include for ${slot}: there is no lib/${file}`);
    used.add(slot);
    return split(text, file);
  });
  const unused = Object.keys(program.slots).filter((slot) => !used.has(slot));
  if (unused.length > 0) throw new ShaderError('link', `${program.name}.wgsl includes no ${unused.join(', ')}`);
  return lines;
}

function bake(lines: readonly Line[], { name, parameters }: Pick<Program, 'name' | 'parameters'>): Line[] {
  const used = new Set<string>();
  const baked = lines.map((line) => {
    const declaration = OVERRIDE.exec(line.text);
    if (!declaration) return line;
    const [all, parameter = '', type = ''] = declaration;
    const value = parameters[parameter];
    const literal = LITERALS[type];
    if (value === undefined) throw new ShaderError('link', `${at(line)}: no value for the parameter ${parameter}`);
    if (!literal || !Number.isFinite(value))
      throw new ShaderError('link', `${at(line)}: ${parameter} cannot be ${value}`);
    used.add(parameter);
    return { ...line, text: `const ${parameter}: ${type} = ${literal(value)};${line.text.slice(all.length)}` };
  });
  const unused = Object.keys(parameters).filter((parameter) => !used.has(parameter));
  if (unused.length > 0) throw new ShaderError('link', `${name}.wgsl has no parameter ${unused.join(', ')}`);
  return baked;
}

/** Lines, and among them blocks that are repeated. */
interface Block {
  readonly items: readonly (string | Repeated)[];
  /** Matches the names in its lines that stand for the number of a repetition around them. */
  readonly pattern?: RegExp;
}

interface Repeated extends Block {
  readonly name: string;
  readonly count: number;
}

/** Reads on to the end, or to the `//#end` of the directive on the line `opened`; `names` are those of the repetitions. */
function blockOf(
  from: { readonly lines: readonly Line[]; next: number },
  parameters: Program['parameters'],
  names: readonly string[] = [],
  opened?: Line,
): Block {
  const items: Block['items'][number][] = [];
  for (let line = from.lines[from.next++]; line; line = from.lines[from.next++]) {
    const directive = DIRECTIVE.exec(line.text)?.[1];
    if (directive === undefined) {
      items.push(line.text);
      continue;
    }
    if (opened && directive === 'end') return { items, pattern: patternOf(names.join('|')) };
    const [, name, size] = UNROLL.exec(directive) ?? [];
    if (name === undefined || size === undefined)
      throw new ShaderError('link', `${at(line)}: unknown directive //#${directive}`);
    if (names.includes(name))
      throw new ShaderError('link', `${at(line)}: ${name} is the counter of an outer //#unroll already`);
    const count = parameters[size] ?? Number(size);
    if (!Number.isInteger(count) || count < 1)
      throw new ShaderError(
        'link',
        `${at(line)}: cannot repeat ${size} times: it is neither a parameter nor a number above 0`,
      );
    items.push({ name, count, ...blockOf(from, parameters, [...names, name], line) });
  }
  if (opened) throw new ShaderError('link', `${at(opened)}: //#unroll without an //#end`);
  return { items };
}

const patternOf = (names: string): RegExp => new RegExp(`\\b(?:${names})\\b|(?<=\\w)_(?:${names})(?=_|\\b)`, 'g');

/** Writes every line once, with the numbers of all repetitions around it: a large program has thousands. */
function unrolled({ items, pattern }: Block, numbers = new Map<string, number>(), out: string[] = []): string[] {
  const numberOf = (found: string): string =>
    found.startsWith('_') ? `_${numbers.get(found.slice(1))}` : `${numbers.get(found)}u`;
  for (const item of items) {
    if (typeof item === 'string') out.push(pattern ? item.replace(pattern, numberOf) : item);
    else for (let k = 0; k < item.count; k++) unrolled(item, numbers.set(item.name, k), out);
  }
  return out;
}

/** The lines with every `enable` once, before all others. */
function enabledFirst(lines: readonly string[]): readonly string[] {
  const isEnable = (line: string): boolean => line.startsWith('enable ');
  return [...new Set(lines.filter(isEnable)), ...lines.filter((line) => !isEnable(line))];
}

function bindingsOf(code: string): Map<string, number> {
  const declarations = code.matchAll(/@binding\((\d+)\)\s*var(?:<[^>]*>)?\s+(\w+)/g);
  return new Map([...declarations].map(([, index = '', variable = '']) => [variable, Number(index)]));
}
