/**
 * Builds the ES modules: dist/resnest-webgpu.js, one file, shaders and dependencies inlined, with the licences of these;
 * worker.js and its script, and element.js, which import what the others export and have the rest inlined.
 */
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type BuildOptions, type Plugin, type Rolldown } from 'vite';
import { dist, root } from '../common/project';
import { checkAddresses, keepAddresses } from './addresses';
import { importModules } from './importModule';
import { inlineImports } from './lateImports';
import { mergedLicenses } from './licenses';
import { markPure } from './pure';
import { denseShaders } from './shaders';
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
  { plugins = [], ...options }: Pick<BuildOptions, 'minify' | 'sourcemap' | 'license'> & { plugins?: Plugin[] } = {},
): Promise<Rolldown.RolldownOutput['output']> {
  useProduction();
  const [output] = (await build({
    root,
    configFile: false,
    publicDir: false,
    plugins: [keepAddresses(), inlineImports(), denseShaders(), ...plugins],
    logLevel: 'warn',
    build: {
      target,
      write: false,
      ...options,
      lib: { entry: join(root, entry), formats: ['es'], fileName },
    },
  })) as [Rolldown.RolldownOutput];
  return output.output;
}

/** The code of a page's script, readable. */
export const bundleScript = async (entry: string): Promise<string> =>
  (await bundle(entry, 'page', { minify: false }))[0].code;

interface BuiltModule {
  readonly entry: string;
  /** Without the extension. */
  readonly name: string;
  /** How often it names the address of a file that bundlers take along. */
  readonly addresses: number;
}

const MAIN: BuiltModule = { entry: 'src/index.ts', name: NAME, addresses: 1 };

/** They import the module, so that bundles and pages have it once, and errors have one class each. */
const BESIDE: readonly BuiltModule[] = [
  { entry: 'src/worker/index.ts', name: 'worker', addresses: 2 },
  { entry: 'src/worker/thread.ts', name: 'worker-thread', addresses: 0 },
  { entry: 'src/weightsUrl.ts', name: 'weights', addresses: 1 },
  { entry: 'src/element/index.ts', name: 'element', addresses: 0 },
];

/** Builds the library. */
export async function buildLibrary(): Promise<void> {
  const licenses = [];
  for (const module of [MAIN, ...BESIDE]) licenses.push(await buildModule(module));
  await writeWhole(LICENSES, mergedLicenses(licenses));
}

/** Builds one module, and answers with the licences of what is inlined in it. */
async function buildModule({ entry, name, addresses }: BuiltModule): Promise<string> {
  const plugins = name === NAME ? [] : [importModules(entry)];
  const output = await bundle(entry, name, { sourcemap: true, license: { fileName: LICENSES }, plugins });
  const [{ code: built, map: builtMap }] = output;
  const dense = await withoutWhitespace({ code: built, map: JSON.stringify(builtMap) }, `${name}.js`);
  const { code, map } = markPure(dense);
  checkAddresses(code, addresses);
  const licenses = output.find(({ fileName }) => fileName === LICENSES);
  if (licenses?.type !== 'asset') throw new Error('The bundler has listed no licences.');
  // The map comes before the module: whoever sees the new module finds its map.
  await writeWhole(`${name}.js.map`, map);
  await writeWhole(`${name}.js`, code);
  return String(licenses.source);
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
