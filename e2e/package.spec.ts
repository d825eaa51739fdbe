/** What npm pack makes of a clean checkout, in projects that need nothing but what is installed here; test:embed has the rest. */
import { expect, test, type Browser } from '@playwright/test';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainExamples } from '../tools/testEmbed/examples';
import { type Project, tryProject, writeFiles } from '../tools/testEmbed/project';
import { plain, plainWorker, viteBuild, viteDev, viteSupport } from '../tools/testEmbed/projects';
import { pack, unpack, withCleanCheckout } from '../tools/testEmbed/tarball';
import { typeProject } from '../tools/testEmbed/typeProjects';
import { root } from '../tools/common/project';

test.describe.configure({ mode: 'default' }); // one worker, which packs once

let folder: string;
let tarball: string;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnest-webgpu-package-'));
  tarball = await withCleanCheckout(async (checkout) => {
    // What an earlier build has left behind is not packed.
    await mkdir(join(checkout, 'dist/weights'), { recursive: true });
    for (const stale of ['index.html', 'sw.js', 'resnest-webgpu.old.js', 'weights/old.safetensors'])
      await writeFile(join(checkout, 'dist', stale), 'stale');
    return pack(checkout, folder);
  });
});

test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** What is wrong with a project; packages are those of the checkout, not copies. */
async function faultsOf({ files, packages = {}, ...project }: Project, browser: Browser): Promise<string[]> {
  const place = await mkdtemp(join(folder, 'project-'));
  await writeFiles(place, files);
  await unpack(tarball, place);
  for (const name of Object.keys(packages))
    await symlink(join(root, 'node_modules', name), join(place, 'node_modules', name), 'junction');
  return tryProject(place, { files, packages, ...project }, browser);
}

const versionOf = async (name: string): Promise<string> =>
  (JSON.parse(await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;

test('the tarball holds the module, its types, weights and licences, and nothing else', async () => {
  await unpack(tarball, folder);
  const unpacked = join(folder, 'node_modules/resnest-webgpu');
  const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(unpacked.length + 1));
  const guides = await readdir(join(root, 'docs/guide'));
  expect(names.sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/THIRD_PARTY_LICENSES.md',
    'dist/element.d.ts',
    'dist/element.js',
    'dist/element.js.map',
    'dist/resnest-webgpu.d.ts',
    'dist/resnest-webgpu.js',
    'dist/resnest-webgpu.js.map',
    'dist/weights.d.ts',
    'dist/weights.js',
    'dist/weights.js.map',
    'dist/weights/resnest26_2s1x32d.safetensors',
    'dist/worker-thread.js',
    'dist/worker-thread.js.map',
    'dist/worker.d.ts',
    'dist/worker.js',
    'dist/worker.js.map',
    'docs/embedding.md',
    'docs/errors.md',
    ...guides.map((name) => `docs/guide/${name}`).sort(),
    'element/package.json',
    'package.json',
    'weights/package.json',
    'worker/package.json',
  ]);
  // Every package that the maps name has its licence beside it.
  const maps = await Promise.all(
    ['resnest-webgpu', 'worker', 'worker-thread', 'element'].map((name) =>
      readFile(join(unpacked, `dist/${name}.js.map`), 'utf8'),
    ),
  );
  const sources = maps.flatMap((map) => (JSON.parse(map) as { sources: string[] }).sources);
  const inlined = sources.flatMap((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []);
  const licenses = await readFile(join(unpacked, 'dist/THIRD_PARTY_LICENSES.md'), 'utf8');
  expect([...new Set(inlined)]).toEqual(expect.arrayContaining(['comlink', 'gl-matrix']));
  for (const name of new Set(inlined)) expect(licenses).toMatch(new RegExp(`^## ${name} - [\\d.]+ \\(`, 'm'));
});

test('a page without a bundler', async ({ browser }) => {
  expect(await faultsOf(plain, browser)).toEqual([]);
});

test('the worker on a strict page without a bundler', async ({ browser }) => {
  expect(await faultsOf(plainWorker, browser)).toEqual([]);
});

for (const example of plainExamples)
  test(`the ${example.name}`, async ({ browser }) => {
    expect(await faultsOf(example, browser)).toEqual([]);
  });

test('a build by Vite', async ({ browser }) => {
  expect(await faultsOf(viteBuild(await versionOf('vite')), browser)).toEqual([]);
});

test("Vite's development server", async ({ browser }) => {
  expect(await faultsOf(viteDev(await versionOf('vite')), browser)).toEqual([]);
});

test('isSupported alone is small', async ({ browser }) => {
  expect(await faultsOf(viteSupport(await versionOf('vite')), browser)).toEqual([]);
});

test('the types, in a page and in a worker', async ({ browser }) => {
  const version = await versionOf('typescript');
  const project = typeProject({ version, hasGpu: true, resolutions: ['bundler', 'nodenext'] });
  expect(await faultsOf(project, browser)).toEqual([]);
});
