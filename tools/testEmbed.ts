/**
 * `npm run test:embed [-- NAME ...]`: packs the package, and tries it in fresh projects as strangers have them, installed
 * from the network. Names, or parts of names, choose some of the projects.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { findBrowser } from './common/browser/findBrowser';
import { install, type Project, tryProject, writeFiles } from './testEmbed/project';
import { projects } from './testEmbed/projects';
import { pack, withCleanCheckout } from './testEmbed/tarball';
import { compilers, typeProject } from './testEmbed/typeProjects';

/** Prints a row a project, and the count at the end; the exit code is 0 if all passed, and there was one. */
export async function main(names: readonly string[], signal: AbortSignal): Promise<number> {
  const chosen = [...projects, ...compilers.map(typeProject)].filter(
    ({ name }) => names.length === 0 || names.some((part) => name.toLowerCase().includes(part.toLowerCase())),
  );
  const folder = await mkdtemp(join(tmpdir(), 'resnest-webgpu-embed-'));
  const { executablePath, args, env } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args, env, timeout: 120_000 });
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
    return [error instanceof Error ? error.message : String(error)];
  }
}
