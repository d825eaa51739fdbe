/** Keeps the addresses of files in weights/ as bundlers want to read them. */
import type { Plugin } from 'vite';

const INSIDE = /new URL\('(?:\.\.\/)+(weights\/[\w.-]+)', import\.meta\.url\)/g;

/** The form in which bundlers see a file to take along. */
const LITERAL = /new URL\("\.\/weights\/[\w.-]+", import\.meta\.url\)/g;

/**
 * Moves the addresses of files in weights/ from beside src/ to beside the built module. Vite would put such a file into the
 * module as text; so that it does not, the address is spelled in a way that it does not read, and that its minifier mends.
 */
export function keepAddresses(): Plugin {
  return {
    name: 'keep-addresses',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { code: INSIDE },
      handler: (code) => ({ code: moveAddresses(code), map: null }),
    },
  };
}

/** A source text with its addresses of files in weights/ beside the built module. */
export const moveAddresses = (code: string): string => code.replace(INSIDE, `new URL('./$1', import.meta['url'])`);

/** Throws if a built module asks for its own address in any other form, of which bundlers make the path of a developer's disk. */
export function checkAddresses(code: string): void {
  const literals = code.match(LITERAL)?.length ?? 0;
  const all = code.match(/import\.meta/g)?.length ?? 0;
  if (literals === 0 || literals !== all)
    throw new Error(`The module names its own address ${all} times, ${literals} of them as bundlers read it.`);
}
