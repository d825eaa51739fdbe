/** How many bytes a browser downloads for the module, in all and by part. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { dist, root } from '../common/project';
import { denseShader } from './shaders';

/**
 * The most bytes that dist/resnest-webgpu.js may have, gzipped. Who needs more raises it and says why in the commit; who
 * saves some lowers it. The goal is 40 kB without labels.
 */
export const MOST_BYTES = 141_500;

/** The same for modules that import it: what each adds. */
export const MOST_BESIDE: Readonly<Record<string, number>> = { 'element.js': 7_000 };

/**
 * The most bytes of JavaScript, gzipped, that the page needs for its first answer on WebGPU: its script and its worker's,
 * without the parts that they fetch when they need them. The goal is 80 kB.
 */
export const MOST_ON_PAGE = 178_500;

/** Bytes, gzipped. */
export interface ModuleSize {
  readonly total: number;
  /** All files of labels, by themselves. */
  readonly labels: number;
  /** All shaders as the module has them, by themselves. */
  readonly shaders: number;
}

/** The size of the module that dist/ holds. */
export async function moduleSize(): Promise<ModuleSize> {
  return {
    total: gzipped(await readFile(join(dist, 'resnest-webgpu.js'), 'utf8')),
    labels: gzipped(await textsIn('weights', '.labels.json')),
    shaders: gzipped(await textsIn('shaders', '.wgsl', denseShader)),
  };
}

/** Such as `resnest-webgpu.js: 99.5 kB gzipped (labels 10.0, shaders 20.0, code 69.5), at most 100.0`. */
export const sizeLine = ({ total, labels, shaders }: ModuleSize): string =>
  `resnest-webgpu.js: ${kilobytes(total)} kB gzipped (labels ${kilobytes(labels)}, shaders ${kilobytes(shaders)}, ` +
  `code ${kilobytes(total - labels - shaders)}), at most ${kilobytes(MOST_BYTES)}`;

/** The sizes of the modules in `MOST_BESIDE`, in bytes, gzipped. */
export async function sizesBeside(): Promise<Record<string, number>> {
  const sizes = Object.keys(MOST_BESIDE).map(
    async (name) => [name, gzipped(await readFile(join(dist, name), 'utf8'))] as const,
  );
  return Object.fromEntries(await Promise.all(sizes));
}

/** The same of the page's scripts, by their names without the hash. */
export async function pageSizes(): Promise<Record<string, number>> {
  const names = (await readdir(dist)).filter((name) => /^(index|page-worker)-[\w-]+\.js$/.test(name));
  const sizes = names.map(
    async (name) => [name.replace(/-[\w-]{8}\.js$/, ''), gzipped(await readFile(join(dist, name), 'utf8'))] as const,
  );
  return Object.fromEntries(await Promise.all(sizes));
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);

const gzipped = (text: string): number => gzipSync(text, { level: 9 }).length;

async function textsIn(folder: string, ending: string, dense = (text: string) => text): Promise<string> {
  const names = await readdir(join(root, folder), { recursive: true });
  const paths = names.filter((name) => name.endsWith(ending)).sort();
  const texts = await Promise.all(paths.map((path) => readFile(join(root, folder, path), 'utf8')));
  return texts.map(dense).join('\n');
}
