/** The last resort: a headless Chromium for Linux x64 that comes packed inside an npm package. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserFinder } from './types';

const modules = resolve(import.meta.dirname, '../../../node_modules');

/**
 * Unpacks the browser on first use (2 s, 206 MB) into a folder of this version of the package. It is made under
 * another name and renamed when complete, so that several processes may do this at once, or be stopped halfway.
 */
export const unpackBundled: BrowserFinder = async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const manifest = join(modules, '@sparticuz/chromium/package.json');
  if (!existsSync(manifest)) return undefined;
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const folder = join(modules, '.cache/resnest-webgpu', `chromium-${version}`);
  if (!existsSync(folder)) await unpackTo(folder);
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      // libnss3 and its kin, for machines that lack them; the machine's own path stays behind it.
      LD_LIBRARY_PATH: [join(folder, 'al2023/lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
      FONTCONFIG_PATH: join(folder, 'fonts'),
    },
  };
};

async function unpackTo(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const partial = await mkdtemp(`${folder}-partial-`);
  try {
    // In a process of its own, because the package reads and changes the environment: it unpacks into TMPDIR, takes
    // any file there for its own, and brings its libraries only where it believes to run on this service.
    const script = "import('@sparticuz/chromium').then((module) => module.default.executablePath())";
    const env = { ...process.env, TMPDIR: partial, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' };
    await promisify(execFile)(process.execPath, ['-e', script], { env, cwd: dirname(modules) });
    await pointFontsTo(join(folder, 'fonts'), join(partial, 'fonts/fonts.conf'));
    await rename(partial, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // else another process was quicker, and its copy serves
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** The package's fonts.conf expects the fonts in folders of a cloud service; without fonts, text measures 0 x 0. */
async function pointFontsTo(folder: string, file: string): Promise<void> {
  const conf = await readFile(file, 'utf8');
  const own = conf
    .replace(/<dir>[^]*<\/dir>/, () => `<dir>${folder}</dir>`)
    .replace(/<cachedir>.*<\/cachedir>/, () => `<cachedir>${folder}-cache</cachedir>`);
  await writeFile(file, own);
}
