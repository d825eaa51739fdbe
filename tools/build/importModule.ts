/** Lets a module that is built beside another import it, in place of a copy of its sources. */
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { root } from '../common/project';

/** What the main module exports: its door, and the classes of its errors, of which there must be one each. */
const EXPORTED = ['src/index.ts', 'src/core/errors.ts'].map((path) => join(root, path));

/** Replaces the sources that the main module exports by that module, `file`. */
export function importModule(file: string): Plugin {
  return {
    name: 'import-module',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      const found =
        importer === undefined ? null : await this.resolve(source, importer, { ...options, skipSelf: true });
      return found && EXPORTED.includes(found.id) ? { id: file, external: true } : found;
    },
  };
}
