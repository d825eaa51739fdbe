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
export const MOST_BYTES = 143_900;

/**
 * The same for modules that import it: what each adds. worker.js is nearly all that a page pays in its own bundle to have
 * its classifier in a worker, where the goal is 40 kB as well.
 */
export const MOST_BESIDE: Readonly<Record<string, number>> = { 'element.js': 7_000, 'worker.js': 16_100 };

/**
 * The most bytes of JavaScript, gzipped, that the page needs for its first answer on WebGPU: its script and its worker's,
 * with what these import, and without the parts that they fetch when they need them. The goal is 80 kB.
 */
export const MOST_ON_PAGE = 151_700;

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

/** Where a built script of the page names another that it needs: one that it imports, and the worker that it starts. */
const NEEDS = [/\b(?:from|import)\s*"\.\/([\w.-]+\.js)"/g, /\bnew Worker\(.{0,40}?`([\w.-]+\.js)`/g];

/** The same of the scripts that the page's first answer needs, by their names. */
export async function pageSizes(): Promise<Record<string, number>> {
  const [, first = ''] = /<script type="module"[^>]* src="\.\/([^"]+)"/.exec(await distFile('index.html')) ?? [];
  const sizes: Record<string, number> = {};
  const wanted = [first];
  for (const name of wanted) {
    const code = await distFile(name);
    sizes[name] = gzipped(code);
    const named = NEEDS.flatMap((need) => [...code.matchAll(need)].map(([, other = '']) => other));
    wanted.push(...new Set(named.filter((other) => !wanted.includes(other))));
  }
  return sizes;
}

const distFile = (name: string): Promise<string> => readFile(join(dist, name), 'utf8');

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);

const gzipped = (text: string): number => gzipSync(text, { level: 9 }).length;

async function textsIn(folder: string, ending: string, dense = (text: string) => text): Promise<string> {
  const names = await readdir(join(root, folder), { recursive: true });
  const paths = names.filter((name) => name.endsWith(ending)).sort();
  const texts = await Promise.all(paths.map((path) => readFile(join(root, folder, path), 'utf8')));
  return texts.map(dense).join('\n');
}
