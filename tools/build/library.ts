/** Builds dist/resnest-webgpu.js, the ES module: one file, shaders and dependencies inlined. */
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, type BuildOptions, type Rolldown } from 'vite';

/** The project's folder. */
export const root = resolve(import.meta.dirname, '../..');
export const dist = join(root, 'dist');

/** What the page and the library ask of a browser's JavaScript. */
export const target = 'es2023';

const NAME = 'resnest-webgpu';
const sources = ['src', 'shaders', 'package.json', 'package-lock.json', 'tools/build'].map((path) => join(root, path));

/** Builds the library unless what dist/ holds is younger than every source. */
export async function refreshLibrary(): Promise<void> {
  const built = await stat(join(dist, `${NAME}.js`)).catch(() => undefined);
  const changed = Math.max(...(await Promise.all(sources.map(lastChange))));
  if (!built || built.mtimeMs < changed) await buildLibrary();
}

/** One module of an entry and all that it imports, in memory; `fileName` goes without the extension. */
export async function bundle(
  entry: string,
  fileName: string,
  options: Pick<BuildOptions, 'minify' | 'sourcemap'> = {},
): Promise<Rolldown.RolldownOutput['output']> {
  useProduction();
  const [output] = (await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: { target, write: false, ...options, lib: { entry: join(root, entry), formats: ['es'], fileName } },
  })) as [Rolldown.RolldownOutput];
  return output.output;
}

/** The code of a page's script, readable. */
export const bundleScript = async (entry: string): Promise<string> =>
  (await bundle(entry, 'page', { minify: false }))[0].code;

/** Builds the library; each file appears at once, so that a reader at the same time gets the old one or the new one. */
export async function buildLibrary(): Promise<void> {
  const output = await bundle('src/index.ts', NAME, { sourcemap: true });
  await mkdir(dist, { recursive: true });
  // The map comes before the module: whoever sees the new module finds its map.
  for (const file of output.toReversed()) {
    const partial = join(dist, `.${file.fileName}-${process.pid}`);
    await writeFile(partial, file.type === 'chunk' ? file.code : file.source);
    await rename(partial, join(dist, file.fileName));
  }
}

/** Makes Vite build for production whatever ran before: it follows this variable, and sets it to the first mode it meets. */
export function useProduction(): void {
  process.env['NODE_ENV'] = 'production';
}

/** The latest change below `path`, in milliseconds; folders count too, since they change when a file goes. */
async function lastChange(path: string): Promise<number> {
  const { mtimeMs, isDirectory } = await stat(path).then((found) => ({ ...found, isDirectory: found.isDirectory() }));
  if (!isDirectory) return mtimeMs;
  const inside = await Promise.all((await readdir(path)).map((name) => lastChange(join(path, name))));
  return Math.max(mtimeMs, ...inside);
}
