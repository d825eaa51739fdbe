/** Looks for Dawn, Chromium's WebGPU, as a module of Node. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../common/project';

/** The part of the package `webgpu` that is used here. */
export interface DawnModule {
  readonly create: (options: string[]) => GPU;
  readonly globals: object;
}

export interface Dawn {
  /** Of the npm package. */
  readonly version: string;
  /** The address of its module. */
  readonly url: string;
  /** The adapter, as its driver calls it. */
  readonly adapter: string;
}

const FOLDER = '.cache/dawn';
const HOW = `npm install --prefix ${FOLDER} --ignore-scripts webgpu@0.6.2`;

/** Dawn with an adapter. Throws one sentence that says what is missing. */
export async function findDawn(): Promise<Dawn> {
  const folder = join(root, FOLDER, 'node_modules/webgpu');
  const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => {
    throw new Error(`there is no Dawn in ${FOLDER}; install it by \`${HOW}\` (docs/engines.md says more)`);
  });
  const url = pathToFileURL(join(folder, 'index.js')).href;
  const { create } = (await import(/* @vite-ignore */ url)) as DawnModule;
  const adapter = await create([]).requestAdapter();
  if (!adapter)
    throw new Error('Dawn finds no adapter; VK_ICD_FILENAMES may name a Vulkan driver (docs/engines.md says which)');
  const { version } = JSON.parse(manifest) as { version: string };
  return { version, url, adapter: adapter.info.description || adapter.info.vendor };
}
