/** One project that embeds the package: how it is described, and how it is tried. */
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright';
import { root } from '../common/project';
import { run, type Running, serveBy } from './commands';
import { type Help, HELPS, PHOTO, WEIGHTS } from './pages';
import { faultsOfDefault, faultsOfLeftBehind, serveFolder, visit } from './visit';
import { type Step, walk } from './walk';

/** A script of an installed package, below node_modules, and its arguments. */
export type Command = readonly [script: string, ...args: string[]];

/** What is tried once a project is built. */
export type Trial =
  /** A page that finds its weights by itself, or says how to help it; with that help it works anyway. */
  | {
      readonly kind: 'page';
      /** What serves it: a folder's files as they are, or a command; `built` is what that serves of the bundler's. */
      readonly by: { readonly folder: string } | { readonly command: Command; readonly built?: string };
      /** The folder in which the site's own files lie; by default the one that is served. */
      readonly statics?: string;
      readonly path?: string;
      /** What the bundler leaves behind, if anything. */
      readonly leavesBehind?: Help;
      /** How the page is helped in the second trial; with weights by default. */
      readonly help?: Help;
    }
  /** A page of examples/: what a person does there, and sees. */
  | { readonly kind: 'example'; readonly folder: string; readonly path: string; readonly steps: readonly Step[] }
  /** A file of at most so many bytes. */
  | { readonly kind: 'size'; readonly folder: string; readonly limit: number }
  /** That all commands succeed. */
  | { readonly kind: 'commands' };

export interface Project {
  readonly name: string;
  /** Exact versions; the package itself comes besides. */
  readonly packages?: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly commands?: readonly Command[];
  readonly env?: Readonly<Record<string, string>>;
  readonly trial: Trial;
}

/** The package as it was packed, in the folder of a project that is installed. */
export const TARBALL = 'package.tgz';

/** Writes a project's files. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries({ 'package.json': '{ "private": true, "type": "module" }', ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** Installs what a project names, and the tarball, as a stranger does. */
export async function install(folder: string, tarball: string, packages: Project['packages'] = {}): Promise<void> {
  const named = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  const flags = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--prefer-offline', '--loglevel', 'error'];
  await run('npm', ['install', ...flags, tarball, ...named], folder);
  await cp(tarball, join(folder, TARBALL));
}

/** Builds and tries a project that is installed; answers with what is wrong. Throws if a command fails. */
export async function tryProject(folder: string, project: Project, browser: Browser): Promise<string[]> {
  const { trial, commands = [], env } = project;
  const scripts = join(folder, 'node_modules');
  if (trial.kind === 'page') await putStatics(folder, trial); // before the build, since some copy them
  for (const [script, ...args] of commands) await run(process.execPath, [join(scripts, script), ...args], folder, env);
  if (trial.kind === 'commands') return [];
  if (trial.kind === 'size') return faultsOfSize(join(folder, trial.folder), trial.limit);
  if (trial.kind === 'example') return tryExample(folder, trial, browser);
  await putStatics(folder, trial); // and after it, since some empty their folder
  const built = 'folder' in trial.by ? trial.by.folder : trial.by.built;
  const leaks = built === undefined ? [] : await faultsOfLeaks(join(folder, built), folder);
  const server = await serveTrial(folder, trial.by);
  try {
    const url = server.url + (trial.path ?? '');
    const alone = await visit(browser, url);
    const { leavesBehind, help = leavesBehind ?? 'weights' } = trial;
    const helped = await visit(browser, url + HELPS[help].query);
    const faults = leavesBehind ? faultsOfLeftBehind(alone, HELPS[leavesBehind].error) : faultsOfDefault(alone);
    return [...leaks, ...faults, ...faultsOfDefault(helped)];
  } finally {
    await server.close();
  }
}

async function tryExample(
  folder: string,
  { folder: served, path, steps }: Extract<Trial, { kind: 'example' }>,
  browser: Browser,
): Promise<string[]> {
  const server = await serveFolder(folder, served);
  try {
    return await walk(browser, server.url + path, steps);
  } finally {
    await server.close();
  }
}

type PageTrial = Extract<Trial, { kind: 'page' }>;

/** Puts the photo, and what the documented line wants, among the site's own files. */
async function putStatics(
  folder: string,
  { by, statics, leavesBehind, help = leavesBehind }: PageTrial,
): Promise<void> {
  const target = join(folder, statics ?? ('folder' in by ? by.folder : 'public'));
  await mkdir(target, { recursive: true });
  await cp(join(root, 'public/samples', PHOTO.file), join(target, PHOTO.file));
  const dist = join(folder, 'node_modules/resnest-webgpu/dist');
  if (help === 'worker') await cp(dist, join(target, 'dist'), { recursive: true });
  else await cp(join(dist, 'weights', WEIGHTS), join(target, WEIGHTS));
}

const serveTrial = (folder: string, by: PageTrial['by']): Promise<Running> => {
  if ('folder' in by) return serveFolder(folder, by.folder);
  const [script, ...args] = by.command;
  return serveBy(process.execPath, [join(folder, 'node_modules', script), ...args], folder);
};

/** Built scripts that name the folder in which they were built. */
async function faultsOfLeaks(built: string, project: string): Promise<string[]> {
  const scripts = await scriptsIn(built);
  const leaking = await Promise.all(
    scripts.map(async (path) => ((await readFile(path, 'utf8')).includes(project) ? [`${path} names its folder`] : [])),
  );
  return leaking.flat();
}

async function faultsOfSize(built: string, limit: number): Promise<string[]> {
  const sizes = await Promise.all((await scriptsIn(built)).map(async (path) => (await stat(path)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return bytes > 0 && bytes <= limit ? [] : [`the bundle has ${bytes} bytes, ${limit} are allowed`];
}

/** The scripts of a folder, but for those of installed packages. */
const scriptsIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true }))
    .filter((name) => /\.m?js$/.test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name));
