/**
 * What the sources import when they need it: in a module that is one file it is imported at once, and in a page that
 * fetches it, it has an error of its own.
 */
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { root } from '../common/project';

const LATE = /await import\(('[^']+')\)/g;

/**
 * Keeps a built module one file. Rolldown's own way to do so wraps every module in a function, which costs 6 kB of gzip.
 * With `only` the other imports stay late: what a page's first answer needs comes with its script.
 */
export function inlineImports(only?: readonly string[]): Plugin {
  return {
    name: 'inline-imports',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\//, code: 'await import(' },
      handler: (code) => ({ code: inlined(code, only), map: null }),
    },
  };
}

/** A source text that imports at its head what it imports late. Its lines stay where they are. */
export function inlined(code: string, only?: readonly string[]): string {
  const heads: string[] = [];
  const body = code.replace(LATE, (late, specifier: string) => {
    if (only && !only.includes(specifier.slice(1, -1))) return late;
    const name = `late${heads.length}`;
    heads.push(`import * as ${name} from ${specifier};`);
    return name;
  });
  return heads.join(' ') + body;
}

const HELPER = join(root, 'src/app/views/lostPart');

/** Gives the parts that a page fetches an error that says so; a browser's says only that a script did not come. */
export function nameLostParts(): Plugin {
  return {
    name: 'lost-parts',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\//, code: 'await import(' },
      handler: (code) => ({ code: withLostParts(code, HELPER), map: null }),
    },
  };
}

/** A source text whose late imports fail with the error of the module `helper`. Its lines stay where they are. */
export function withLostParts(code: string, helper: string): string {
  const named = code.replace(LATE, '$&.catch(lostPart)');
  return named === code ? code : `import { lostPart } from ${JSON.stringify(helper)};${named}`;
}
