/** Looks for a Firefox with WebGPU: the second engine, whose shader compiler is naga where Chromium's is Tint. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserFile } from './types';

export interface Firefox extends Required<BrowserFile> {
  /** Such as `153.7.0esr`. */
  readonly version: string;
  readonly preferences: Readonly<Record<string, boolean>>;
}

/** The first Firefox with WebGPU. */
const MINIMUM_VERSION = 141;

const DEBIAN =
  'on Debian 12 install firefox-esr and, from bookworm-backports, mesa-vulkan-drivers (docs/engines.md says how)';

const preferences = {
  'dom.webgpu.enabled': true, // off by default on Linux
  'gfx.webgpu.ignore-blocklist': true, // software adapters are on it
};

/**
 * An installed Firefox, with the preferences and the environment that give it a WebGPU adapter: on Linux that of Mesa's
 * software Vulkan, unless VK_ICD_FILENAMES names another driver. Throws one sentence that says what is missing.
 */
export async function findFirefox(): Promise<Firefox> {
  const executablePath = candidates().find((path) => existsSync(path));
  if (!executablePath) throw new Error(`there is no Firefox here; ${DEBIAN}`);
  const { stdout } = await promisify(execFile)(executablePath, ['--version']);
  const version = /\d[\w.]*/.exec(stdout)?.[0] ?? '';
  if (!(parseInt(version) >= MINIMUM_VERSION))
    throw new Error(`Firefox ${version} has no WebGPU, ${MINIMUM_VERSION} or newer is needed; ${DEBIAN}`);
  return { executablePath, version, preferences, env: process.platform === 'linux' ? await linuxEnv() : {} };
}

function candidates(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  if (process.platform === 'darwin') return ['/Applications/Firefox.app/Contents/MacOS/firefox'];
  if (process.platform === 'win32') return [join(process.env['PROGRAMFILES'] ?? '', 'Mozilla Firefox', 'firefox.exe')];
  return ['firefox', 'firefox-esr'].flatMap((name) => folders.map((folder) => join(folder, name)));
}

async function linuxEnv(): Promise<Record<string, string>> {
  const driver = process.env['VK_ICD_FILENAMES'] ?? (await softwareDriver());
  if (driver === undefined) throw new Error(`there is no software Vulkan here; ${DEBIAN}`);
  // Firefox's GPU process wants a folder for its sockets, which containers and cron jobs do not have.
  const runtime = process.env['XDG_RUNTIME_DIR'] ?? (await mkdtemp(join(tmpdir(), 'resnest-webgpu-runtime-')));
  return { VK_ICD_FILENAMES: driver, XDG_RUNTIME_DIR: runtime };
}

/** The file that describes Mesa's lavapipe to Vulkan's loader; distributions add the architecture to its name. */
async function softwareDriver(): Promise<string | undefined> {
  const folder = '/usr/share/vulkan/icd.d';
  const file = (await readdir(folder).catch(() => [])).find((name) => /^lvp_icd.*\.json$/.test(name));
  return file && join(folder, file);
}
