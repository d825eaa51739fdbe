/**
 * From a shader file to the WGSL that a pipeline compiles. The dialect (shaders/README.md) is WGSL and two directives:
 *
 *   //#include SLOT            the text of lib/SLOT.VARIANT.wgsl, the variant chosen by the program
 *   //#unroll NAME COUNT       the lines up to its //#end, COUNT times: `_NAME` in an identifier and the word NAME
 *   //#end                     alone become the number of the repetition; COUNT is a number or an override
 *
 * and every `override` is baked into a `const`, so that array sizes and loop bounds are constants on every engine.
 * Whatever the dialect does not know throws a ShaderError with file and line.
 */
import { ShaderError } from '../core/errors';

/** One specialization of a shader file: what differs between two pipelines made from it. */
export interface Program {
  /** The file's base name. */
  readonly name: string;
  readonly source: string;
  /** A value for every `override`; booleans as 0 or 1. */
  readonly parameters: Readonly<Record<string, number>>;
  /** A variant for every `//#include` slot. */
  readonly slots: Readonly<Record<string, string>>;
}

/** Texts of shaders/lib by `slot.variant`. */
export type Library = Readonly<Record<string, string>>;

/** WGSL ready to compile, and the number of each of its bindings by variable name. */
export interface Linked {
  readonly name: string;
  readonly code: string;
  readonly bindings: ReadonlyMap<string, number>;
}

interface Line {
  readonly text: string;
  /** `file:line`, for messages. */
  readonly at: string;
}

const LITERALS: Readonly<Record<string, (value: number) => string>> = {
  u32: (value) => `${value}u`,
  i32: (value) => `${value}i`,
  f32: (value) => (Number.isInteger(value) ? `${value}.0f` : `${value}f`),
  bool: (value) => String(value !== 0),
};

/** Links a program: includes, parameters, unrolling, in that order. */
export function link(program: Program, library: Library): Linked {
  const included = include(program, library);
  const baked = bake(included, program);
  const lines = unroll(baked, program.parameters);
  const code = lines.map((line) => line.text).join('\n');
  return { name: program.name, code, bindings: bindingsOf(code) };
}

function split(source: string, file: string): Line[] {
  return source.split('\n').map((text, i) => ({ text, at: `${file}.wgsl:${i + 1}` }));
}

function include(program: Program, library: Library): Line[] {
  const used = new Set<string>();
  const lines = split(program.source, program.name).flatMap((line) => {
    const slot = /^\s*\/\/#include (\w+)$/.exec(line.text)?.[1];
    if (slot === undefined) return [line];
    const variant = program.slots[slot];
    const file = `${slot}.${variant}`;
    const text = library[file];
    if (text === undefined)
      throw new ShaderError(`${line.at}: nothing to include for ${slot}: there is no lib/${file}`);
    used.add(slot);
    return split(text, file);
  });
  const unused = Object.keys(program.slots).filter((slot) => !used.has(slot));
  if (unused.length > 0) throw new ShaderError(`${program.name}.wgsl includes no ${unused.join(', ')}`);
  return lines;
}

function bake(lines: readonly Line[], { name, parameters }: Program): Line[] {
  const used = new Set<string>();
  const baked = lines.map((line) => {
    const declaration = /^override (\w+): (\w+) = [^;]+;/.exec(line.text);
    if (!declaration) return line;
    const [all, parameter = '', type = ''] = declaration;
    const value = parameters[parameter];
    const literal = LITERALS[type];
    if (value === undefined) throw new ShaderError(`${line.at}: no value for the parameter ${parameter}`);
    if (!literal || !Number.isFinite(value)) throw new ShaderError(`${line.at}: ${parameter} cannot be ${value}`);
    used.add(parameter);
    return { ...line, text: `const ${parameter}: ${type} = ${literal(value)};${line.text.slice(all.length)}` };
  });
  const unused = Object.keys(parameters).filter((parameter) => !used.has(parameter));
  if (unused.length > 0) throw new ShaderError(`${name}.wgsl has no parameter ${unused.join(', ')}`);
  return baked;
}

function unroll(lines: readonly Line[], parameters: Program['parameters']): Line[] {
  const out: Line[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as Line;
    const directive = /^\s*\/\/#(.*)$/.exec(line.text)?.[1];
    if (directive === undefined) {
      out.push(line);
      continue;
    }
    const [, name, size] = /^unroll ([a-z]\w*) (\w+)$/.exec(directive) ?? [];
    if (name === undefined || size === undefined)
      throw new ShaderError(`${line.at}: unknown directive //#${directive}`);
    const count = parameters[size] ?? Number(size);
    if (!Number.isInteger(count) || count < 1)
      throw new ShaderError(`${line.at}: cannot repeat ${size} times: it is neither a parameter nor a number above 0`);
    const end = endOf(lines, i);
    const body = lines.slice(i + 1, end);
    for (let k = 0; k < count; k++) out.push(...unroll(body.map(numbered(name, k)), parameters));
    i = end;
  }
  return out;
}

/** Index of the `//#end` that closes the directive on line `start`. */
function endOf(lines: readonly Line[], start: number): number {
  let depth = 0;
  for (let i = start; i < lines.length; i++) {
    const text = lines[i]?.text.trim() ?? '';
    if (text.startsWith('//#unroll')) depth++;
    if (text === '//#end' && --depth === 0) return i;
  }
  throw new ShaderError(`${lines[start]?.at}: //#unroll without an //#end`);
}

function numbered(name: string, k: number): (line: Line) => Line {
  const suffix = new RegExp(`(?<=\\w)_${name}(?=_|\\b)`, 'g');
  const word = new RegExp(`(?<!//#unroll )\\b${name}\\b`, 'g');
  return (line) => ({ ...line, text: line.text.replace(suffix, `_${k}`).replace(word, `${k}u`) });
}

function bindingsOf(code: string): Map<string, number> {
  const declarations = code.matchAll(/@binding\((\d+)\)\s+var(?:<[^>]*>)?\s+(\w+)/g);
  return new Map([...declarations].map(([, index = '', variable = '']) => [variable, Number(index)]));
}
