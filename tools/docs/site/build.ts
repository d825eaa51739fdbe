/** Builds the site: its packages, its pages, the reference, and the HTML. */
import { spawn } from 'node:child_process';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Decision } from '../decisions';
import { site, stagePages } from './stage';

/** Where the built site lies. */
export const builtSite = join(site, 'dist');

/** Builds the site for the address `base`, which begins and ends with a slash. Fetches its packages if they are not there. */
export async function buildSite(decisions: readonly Decision[], base: string): Promise<void> {
  const scripts = join(site, 'node_modules');
  if (!(await isThere(join(scripts, 'vitepress')))) await command('npm', ['ci', '--prefer-offline', '--include=dev']);
  await stagePages(decisions);
  await command(process.execPath, [join(scripts, 'typedoc/bin/typedoc'), '--options', 'typedoc.json']);
  await rm(builtSite, { recursive: true, force: true });
  await command(process.execPath, [join(scripts, 'vitepress/bin/vitepress.js'), 'build', '.', '--base', base]);
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function command(name: string, args: readonly string[]): Promise<void> {
  const child = spawn(name, args, {
    cwd: site,
    stdio: 'inherit',
    // Vite would warn that its way to load a configuration will be another one some day.
    env: { ...process.env, NODE_ENV: 'production', VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' },
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${[name, ...args].join(' ')} ended with ${code}.`);
}
