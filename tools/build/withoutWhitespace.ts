/** Takes the whitespace out of the finished module, which Vite leaves in the ES modules of libraries. */
import remapping, { type SourceMapInput } from '@jridgewell/remapping';
import MagicString from 'magic-string';
import { minify } from 'vite';

/** A finished module and its source map, as JSON. */
export interface Finished {
  readonly code: string;
  readonly map: string;
}

/** Some bundlers know the address of a file, and the kind of a worker, only between plain quotes; the minifier prefers backticks. */
const ADDRESS = /new URL\(`([^`$]+)`,\s*import\.meta\.url\)/g;
const KIND = /\{\s*type:\s*`module`\s*\}/g;

/** An import of an address that nobody knows before it runs; without a remark bundlers warn of it. */
const UNKNOWN_IMPORT = /\bimport\((?=[\w$]+\))/g;

/** The same module in fewer bytes. Throws where the minifier cannot read it. */
export async function withoutWhitespace({ code, map }: Finished, name: string): Promise<Finished> {
  const {
    code: dense,
    map: denseMap,
    errors,
  } = await minify(name, code, {
    ...{ module: true, compress: false, mangle: false, sourcemap: true },
    codegen: { removeWhitespace: true },
  });
  const [error] = errors;
  if (error || !denseMap)
    throw new Error(`The module cannot be minified: ${error?.message ?? 'it has no source map'}.`);
  const quoted = new MagicString(dense)
    .replace(ADDRESS, 'new URL("$1", import.meta.url)')
    .replace(KIND, '{ type: "module" }')
    .replace(UNKNOWN_IMPORT, 'import(/* webpackIgnore: true */ /* @vite-ignore */ ');
  const quotedMap = quoted.generateMap({ hires: 'boundary' });
  const whole = remapping([quotedMap, denseMap, map] as SourceMapInput[], () => null);
  return { code: quoted.toString(), map: whole.toString() };
}
