/** Builds dist/resnest-webgpu.js, the ES module: one file, shaders and dependencies inlined, with the licences of these. */
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type BuildOptions, type Rolldown } from 'vite';
import { dist, root } from '../common/project';
import { checkAddresses, keepAddresses } from './addresses';
import { markPure } from './pure';
import { withoutWhitespace } from './withoutWhitespace';

/** What the page and the library ask of a browser's JavaScript. */
export const target = 'es2023';

export const NAME = 'resnest-webgpu';

/** The licences of what is inlined, as the bundler lists it. */
const LICENSES = 'THIRD_PARTY_LICENSES.md';

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
  options: Pick<BuildOptions, 'minify' | 'sourcemap' | 'license'> = {},
): Promise<Rolldown.RolldownOutput['output']> {
  useProduction();
  const [output] = (await build({
    root,
    configFile: false,
    publicDir: false,
    plugins: [keepAddresses()],
    logLevel: 'warn',
    build: { target, write: false, ...options, lib: { entry: join(root, entry), formats: ['es'], fileName } },
  })) as [Rolldown.RolldownOutput];
  return output.output;
}

/** The code of a page's script, readable. */
export const bundleScript = async (entry: string): Promise<string> =>
  (await bundle(entry, 'page', { minify: false }))[0].code;

/** Builds the library. */
export async function buildLibrary(): Promise<void> {
  const output = await bundle('src/index.ts', NAME, { sourcemap: true, license: { fileName: LICENSES } });
  const [{ code: built, map: builtMap }] = output;
  const dense = await withoutWhitespace({ code: built, map: JSON.stringify(builtMap) }, `${NAME}.js`);
  const { code, map } = markPure(dense);
  checkAddresses(code);
  const licenses = output.find(({ fileName }) => fileName === LICENSES);
  if (licenses?.type !== 'asset') throw new Error('The bundler has listed no licences.');
  await writeWhole(LICENSES, licenses.source);
  // The map comes before the module: whoever sees the new module finds its map.
  await writeWhole(`${NAME}.js.map`, map);
  await writeWhole(`${NAME}.js`, code);
}

/** Writes a file of dist/; who reads it meanwhile sees the old one or the new one. */
export async function writeWhole(name: string, content: string | Uint8Array): Promise<void> {
  const path = join(dist, name);
  const partial = `${path}-${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(partial, content);
  await rename(partial, path);
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
