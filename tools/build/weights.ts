/** Puts weights/ where the built library looks for it: beside itself. */
import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

const folder = resolve(import.meta.dirname, '../../weights');

/** Copies weights/ into the output, before the service worker lists what it keeps. */
export function emitWeights(): Plugin {
  return {
    name: 'emit-weights',
    apply: 'build',
    async generateBundle() {
      for (const name of await readdir(folder))
        this.emitFile({ type: 'asset', fileName: `weights/${name}`, source: await readFile(join(folder, name)) });
    },
  };
}
