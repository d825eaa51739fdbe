/**
 * Finds a browser with WebGPU for the command line, vitest and Playwright: the one named in RESNEST_BROWSER, an
 * installed Chrome or Chromium, Playwright's own, or the Chromium that comes as an npm package.
 */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import { chooseAdapter } from './adapter';
import { unpackBundled } from './bundled';
import { findInstalled } from './installed';
import type { AdapterChoice, Browser, BrowserFinder } from './types';

/** The path in RESNEST_BROWSER; a path that leads nowhere is an error, since somebody meant it. */
const named: BrowserFinder = async () => {
  const executablePath = process.env['RESNEST_BROWSER'];
  if (!executablePath) return undefined;
  if (existsSync(executablePath)) return { executablePath };
  throw new Error(`RESNEST_BROWSER names ${executablePath}, where there is no file; correct the path or unset it`);
};

const playwrights: BrowserFinder = async () => {
  const executablePath = chromium.executablePath();
  return existsSync(executablePath) ? { executablePath } : undefined;
};

/** Every place, in the order of preference. */
export const browserFinders = { named, installed: findInstalled, playwrights, bundled: unpackBundled } as const;

/** No sandbox, since containers and root have none; no network but that of the page. */
const baseArgs = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--no-pings',
];

const adapterArgs: Record<AdapterChoice, string[]> = {
  // Chromium on Linux offers the GPU to WebGPU only through Vulkan.
  hardware: process.platform === 'linux' ? ['--enable-features=Vulkan', '--ignore-gpu-blocklist'] : [],
  swiftshader: ['--use-webgpu-adapter=swiftshader'],
};

/**
 * The first browser that `finders` offer, with the flags that give it a WebGPU adapter: the machine's GPU where one
 * works, else SwiftShader; RESNEST_ADAPTER=hardware or swiftshader decides it instead.
 */
export async function findBrowser(finders: readonly BrowserFinder[] = Object.values(browserFinders)): Promise<Browser> {
  for (const find of finders) {
    const file = await find();
    if (!file) continue;
    const browser = (adapter: AdapterChoice): Browser => ({
      executablePath: file.executablePath,
      args: [...baseArgs, ...adapterArgs[adapter]],
      env: { ...definedEnv(), ...file.env },
    });
    return browser(await chooseAdapter(browser('hardware')));
  }
  throw new Error(
    'there is no Chrome or Chromium here; install one, or name its path in the environment variable RESNEST_BROWSER',
  );
}

const definedEnv = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
