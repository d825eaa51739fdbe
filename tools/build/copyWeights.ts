/** Puts weights/ where the built library looks for it: beside itself. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { root } from '../common/project';
import { writeWhole } from './library';

/** Copies weights/ into the page's output, before the service worker lists what it keeps. */
export function emitWeights(): Plugin {
  return {
    name: 'emit-weights',
    apply: 'build',
    async generateBundle() {
      for (const { fileName, source } of await weightFiles()) this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

/** Copies weights/ into dist/, beside a library that is built without the page. */
export async function copyWeights(): Promise<void> {
  for (const { fileName, source } of await weightFiles()) await writeWhole(fileName, source);
}

async function weightFiles(): Promise<{ readonly fileName: string; readonly source: Uint8Array }[]> {
  const folder = join(root, 'weights');
  const names = (await readdir(folder)).filter((name) => name !== 'package.json'); // that is for the package's entry
  return Promise.all(
    names.map(async (name) => ({ fileName: `weights/${name}`, source: await readFile(join(folder, name)) })),
  );
}
