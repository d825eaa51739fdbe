/** Keeps the addresses of the package's own files as bundlers want to read them. */
import type { Plugin } from 'vite';

const INSIDE = /new URL\('(?:\.\.\/)+(weights\/[\w.-]+)', import\.meta\.url\)/g;

/** The script of the worker, which is built beside the module that starts it. */
const THREAD = /new URL\('\.\/thread\.ts', import\.meta\.url\)/g;

/** The forms in which bundlers see a file to take along, and a worker to bundle. */
const LITERAL =
  /new URL\("\.\/weights\/[\w.-]+", import\.meta\.url\)|new Worker\(new URL\("\.\/worker-thread\.js", import\.meta\.url\), ?\{ ?type: ?"module" ?\}\)/g;

/**
 * Moves the addresses of files from beside src/ to beside the built module. Vite would put such a file into the module as
 * text; so that it does not, the address is spelled in a way that it does not read, and that its minifier mends.
 */
export const keepAddresses = (): Plugin => moving('keep-addresses', [INSIDE, THREAD], moveAddresses);

/** The same for a page, which Vite gives a worker of its own: it reads the address of the script, and bundles it. */
export const keepWeights = (): Plugin => moving('keep-weights', [INSIDE], moveWeights);

const moving = (name: string, code: RegExp[], move: (code: string) => string): Plugin => ({
  name,
  apply: 'build',
  enforce: 'pre',
  transform: { filter: { code }, handler: (source) => ({ code: move(source), map: null }) },
});

/** A source text with its addresses beside the built module. */
export const moveAddresses = (code: string): string =>
  moveWeights(code).replace(THREAD, `new URL('./worker-thread.js', import.meta['url'])`);

const moveWeights = (code: string): string => code.replace(INSIDE, `new URL('./$1', import.meta['url'])`);

/**
 * Throws if a built module names the addresses of its files less or more often than it should, or in any other form, of
 * which bundlers make the path of a developer's disk.
 */
export function checkAddresses(code: string, expected: number): void {
  const literals = code.match(LITERAL)?.length ?? 0;
  const all = code.match(/import\.meta/g)?.length ?? 0;
  if (literals !== expected || literals !== all)
    throw new Error(
      `The module names its own address ${all} times, ${literals} of them as bundlers read it, instead of ${expected}.`,
    );
}
