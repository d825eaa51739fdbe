/** Looks for a Chrome or Chromium that the machine already has. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserFinder } from './types';

/** The first Chrome or Chromium whose WebGPU has all that we use (GPUAdapter.info). */
const MINIMUM_VERSION = 127;

const linuxNames = ['google-chrome-stable', 'google-chrome', 'chrome', 'chromium', 'chromium-browser'];
const macApplications = ['Google Chrome', 'Chromium', 'Google Chrome Canary'];
const windowsFolders = ['Google\\Chrome\\Application', 'Chromium\\Application'];

/** Where Chrome and Chromium are by custom, in the order of preference. */
function candidates(): string[] {
  const env = (name: string): string[] => (process.env[name] ? [process.env[name]] : []);
  if (process.platform === 'darwin')
    return ['/', ...env('HOME')].flatMap((base) =>
      macApplications.map((name) => join(base, 'Applications', `${name}.app`, 'Contents/MacOS', name)),
    );
  if (process.platform === 'win32')
    return [...env('PROGRAMFILES'), ...env('PROGRAMFILES(X86)'), ...env('LOCALAPPDATA')].flatMap((base) =>
      windowsFolders.map((folder) => join(base, folder, 'chrome.exe')),
    );
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/snap/bin', '/opt/google/chrome'];
  return linuxNames.flatMap((name) => [...new Set(folders)].map((folder) => join(folder, name)));
}

/**
 * Whether the file starts and is recent enough. Some Linux systems have a `chromium-browser` that only says how to
 * install one. On Windows `--version` would open a window, so there the file is trusted.
 */
async function works(executablePath: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  try {
    const { stdout } = await promisify(execFile)(executablePath, ['--version'], { timeout: 20_000 });
    return Number(/(\d+)\.\d+\.\d+/.exec(stdout)?.[1]) >= MINIMUM_VERSION;
  } catch {
    return false;
  }
}

/** An installed Chrome or Chromium that is recent enough for WebGPU. */
export const findInstalled: BrowserFinder = async () => {
  for (const executablePath of candidates().filter((path) => existsSync(path)))
    if (await works(executablePath)) return { executablePath };
  return undefined;
};
