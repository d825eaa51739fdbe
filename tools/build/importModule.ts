/** Lets modules that are built beside each other import each other, in place of copies of their sources. */
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { root } from '../common/project';

const at = (path: string): string => join(root, path);

/** Built modules with the sources that they export. The classes of errors are the main one's: there must be one each. */
const EXPORTED: Readonly<Record<string, readonly string[]>> = {
  './resnest-webgpu.js': [at('src/index.ts'), at('src/core/errors.ts')],
  './worker.js': [at('src/worker/index.ts')],
};

/** Replaces the sources that other built modules export by these modules, but for the source `entry`, which is built. */
export function importModules(entry: string): Plugin {
  const modules = new Map(
    Object.entries(EXPORTED).flatMap(([module, sources]) => sources.map((source) => [source, module] as const)),
  );
  modules.delete(at(entry));
  return {
    name: 'import-modules',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      const found =
        importer === undefined ? null : await this.resolve(source, importer, { ...options, skipSelf: true });
      const module = found ? modules.get(found.id) : undefined;
      return module === undefined ? found : { id: module, external: true };
    },
  };
}
