/**
 * A shader with its sizes left open: one program for many layers. Each parameter that sizes no array, no workgroup and no
 * //#unroll is read from a uniform buffer `sizes`, and constants that follow from such parameters are computed where they
 * are used. What is computed stays the same, operation for operation.
 */

/** A parameter that is read from the buffer, with its WGSL type; booleans are 0 or 1. */
export interface OpenSize {
  readonly name: string;
  readonly type: string;
}

/** The sizes that stay open, in the order of the buffer, and lines that read them there. */
export interface Opened<Line> {
  readonly sizes: readonly OpenSize[];
  readonly lines: readonly Line[];
}

/** The variable of the buffer. */
export const SIZES = 'sizes';

const OVERRIDE = /^override (\w+): ?(\w+)/;
const CONSTANT = /^const ([A-Z][A-Z_0-9]*)(?:: ?\w+)? ?= ?([^;]+);/;
const NAMES = /(?<![.\w])[A-Z][A-Z_0-9]*\b/g;
/** What needs a number when a program compiles; an array in storage can do without. */
const FIXED = [/\/\/#unroll \w+ (\w+)/, /@workgroup_size\((.*)\)/, /var<workgroup> (.*)/, /array<\w+, ?([^>]*)>/];
const STORED = /(var<storage.*array<\w+), ?([^>]*)>/;

const namesIn = (text: string): readonly string[] => text.match(NAMES) ?? [];

/** Opens the sizes of a shader whose includes have been taken. */
export function openSizes<Line extends { readonly text: string }>(lines: readonly Line[]): Opened<Line> {
  const declared = lines.flatMap(({ text }): OpenSize[] => {
    const [, name, type] = OVERRIDE.exec(text) ?? [];
    return name !== undefined && type !== undefined ? [{ name, type }] : [];
  });
  const constants = new Map<string, string>();
  for (const { text } of lines) {
    const [, name, value] = CONSTANT.exec(text) ?? [];
    if (name !== undefined && value !== undefined) constants.set(name, value);
  }
  const fixed = fixedNames(lines, constants);
  const sizes = declared.filter(({ name }) => !fixed.has(name));
  const values = new Map(
    sizes.map(({ name, type }) => [name, type === 'bool' ? `(${SIZES}.${name} != 0u)` : `${SIZES}.${name}`]),
  );
  for (const [name, value] of constants)
    if (namesIn(value).some((used) => values.has(used))) values.set(name, `(${inserted(value, values)})`);
  return { sizes, lines: rewritten(lines, sizes, values) };
}

/** Parameters and constants that are needed when the program compiles. */
function fixedNames(lines: readonly { readonly text: string }[], constants: ReadonlyMap<string, string>): Set<string> {
  const fixed = new Set<string>();
  const fix = (text: string): void => {
    for (const name of namesIn(text).filter((each) => !fixed.has(each))) {
      fixed.add(name);
      fix(constants.get(name) ?? '');
    }
  };
  for (const { text } of lines) if (!STORED.test(text)) for (const pattern of FIXED) fix(pattern.exec(text)?.[1] ?? '');
  return fixed;
}

const inserted = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replace(NAMES, (name) => values.get(name) ?? name);

/** The buffer stands where the first of its sizes stood. */
function rewritten<Line extends { readonly text: string }>(
  lines: readonly Line[],
  sizes: readonly OpenSize[],
  values: ReadonlyMap<string, string>,
): readonly Line[] {
  const [first] = sizes;
  const binding = 1 + Math.max(-1, ...lines.map(({ text }) => Number(/@binding\((\d+)\)/.exec(text)?.[1] ?? -1)));
  const fields = sizes.map(({ name, type }) => `${name}: ${type === 'bool' ? 'u32' : type}`).join(', ');
  const declaration = `struct Sizes { ${fields} } @group(0) @binding(${binding}) var<uniform> ${SIZES}: Sizes;`;
  return lines.flatMap((line): Line[] => {
    const name = (OVERRIDE.exec(line.text) ?? CONSTANT.exec(line.text))?.[1];
    if (name !== undefined && values.has(name)) return name === first?.name ? [{ ...line, text: declaration }] : [];
    const [, before, size = ''] = STORED.exec(line.text) ?? [];
    const isOpen = before !== undefined && namesIn(size).some((each) => values.has(each));
    return [{ ...line, text: isOpen ? line.text.replace(STORED, '$1>') : inserted(line.text, values) }];
  });
}
