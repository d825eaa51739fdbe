/** Keeps a built module one file: what its sources import when they need it is imported at once. */
import type { Plugin } from 'vite';

const LATE = /await import\(('[^']+')\)/g;

/** Rolldown's own way to do so wraps every module in a function, which costs 6 kB of gzip. */
export function inlineImports(): Plugin {
  return {
    name: 'inline-imports',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\//, code: 'await import(' },
      handler: (code) => ({ code: inlined(code), map: null }),
    },
  };
}

/** A source text that imports at its head what it imports late. Its lines stay where they are. */
export function inlined(code: string): string {
  const heads: string[] = [];
  const body = code.replace(LATE, (_, specifier: string) => {
    const name = `late${heads.length}`;
    heads.push(`import * as ${name} from ${specifier};`);
    return name;
  });
  return heads.join(' ') + body;
}
