/**
 * `npm run test:embed [-- NAME ...]`: packs the package, and tries it in fresh projects as strangers have them, installed
 * from the network. Names, or parts of names, choose some of the projects.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { messageOf } from '../src/core/wording';
import { mainOf } from './common/arguments/tool';
import type { Tool } from './common/arguments/types';
import { findBrowser } from './common/browser/findBrowser';
import { UsageError } from './common/words';
import { guides } from './testEmbed/guides';
import { install, type Project, tryProject, writeFiles } from './testEmbed/project';
import { elementProjects } from './testEmbed/elementProjects';
import { examples } from './testEmbed/examples';
import { hosts } from './testEmbed/hosts';
import { projects } from './testEmbed/projects';
import { pack, withCleanCheckout } from './testEmbed/tarball';
import { compilers, typeProject } from './testEmbed/typeProjects';

const names = {
  name: 'names',
  usage: '[NAME ...]',
  empty: 'a name is empty; give a part of the name of a project',
  plural: 'names',
} as const;

const all = [...projects, ...hosts, ...guides, ...elementProjects, ...examples, ...compilers.map(typeProject)];

/** A camera that shows a test picture, for pages that ask for one. */
const CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

const tool: Tool<Record<never, never>, typeof names> = {
  script: 'test:embed',
  does: [
    'Packs the package, and tries it in fresh projects as strangers have them, installed from the network.',
    'A NAME, or a part of one, chooses some of the projects.',
  ],
  options: {},
  rest: names,
  notes: [`The projects are ${all.map(({ name }) => name).join('; ')}.`],
};

export const main = mainOf(tool, (values, signal) => tryProjects(chosenBy(values.names), signal));

function chosenBy(parts: readonly string[]): readonly Project[] {
  const has = (name: string, part: string): boolean => name.toLowerCase().includes(part.toLowerCase());
  const unknown = parts.find((part) => !all.some(({ name }) => has(name, part)));
  if (unknown !== undefined) throw new UsageError(`no project has '${unknown}' in its name; --help lists the projects`);
  return all.filter(({ name }) => parts.length === 0 || parts.some((part) => has(name, part)));
}

/** Prints a row a project, and the count at the end; the exit code is 0 if all passed, and there was one. */
async function tryProjects(chosen: readonly Project[], signal: AbortSignal): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'resnest-webgpu-embed-'));
  const { executablePath, args, env } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args: [...args, ...CAMERA], env, timeout: 120_000 });
  const count = { passed: 0, failed: 0 };
  try {
    const tarball = await withCleanCheckout((checkout) => pack(checkout, folder));
    for (const [index, project] of chosen.entries()) {
      signal.throwIfAborted();
      const began = performance.now();
      const place = join(folder, String(index));
      await mkdir(place);
      const faults = await attempt(place, project, tarball, browser);
      await rm(place, { recursive: true, force: true });
      count[faults.length === 0 ? 'passed' : 'failed']++;
      const seconds = ((performance.now() - began) / 1000).toFixed(0);
      console.log([faults.length === 0 ? 'pass' : 'FAIL', project.name, `${seconds} s`, ...faults].join(' | '));
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
  console.log(`\n${count.passed} passed, ${count.failed} failed`);
  return count.failed === 0 && count.passed > 0 ? 0 : 1;
}

/** What is wrong with a project; a command that fails is one thing. */
async function attempt(place: string, project: Project, tarball: string, browser: Browser): Promise<string[]> {
  try {
    await writeFiles(place, project.files);
    await install(place, tarball, project.packages);
    return await tryProject(place, project, browser);
  } catch (error) {
    return [messageOf(error)];
  }
}
