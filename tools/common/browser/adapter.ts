/** Decides whether a browser computes on the machine's GPU or on SwiftShader, Chromium's GPU in software. */
import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { ADAPTERS, type AdapterChoice, type Browser } from './types';

/**
 * The adapter for a browser: the one that RESNEST_ADAPTER names, else the GPU if `browser` gets an adapter from it.
 * The answer is kept in RESNEST_ADAPTER, so that processes started from this one need not ask again.
 */
export async function chooseAdapter(browser: Browser): Promise<AdapterChoice> {
  const named = process.env['RESNEST_ADAPTER'];
  if (named) {
    const known = ADAPTERS.find((adapter) => adapter === named);
    if (known === undefined)
      throw new Error(`RESNEST_ADAPTER is '${named}'; it must be ${ADAPTERS.join(' or ')}, or unset`);
    return known;
  }
  const choice = (await mayHaveGpu()) && (await offersAdapter(browser)) ? 'hardware' : 'swiftshader';
  process.env['RESNEST_ADAPTER'] = choice;
  return choice;
}

/** Whether asking a browser is worth its start: a Linux machine without a GPU's device node can be told at once. */
async function mayHaveGpu(): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const nodes = [...(await devices('/dev/dri', /^renderD/)), ...(await devices('/dev', /^nvidia\d|^dxg$/))];
  return nodes.length > 0;
}

async function devices(folder: string, name: RegExp): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const paths = names.filter((entry) => name.test(entry)).map((entry) => join(folder, entry));
  const usable = await Promise.all(
    paths.map((path) =>
      access(path, constants.R_OK | constants.W_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, i) => usable[i]);
}

/** Whether WebGPU in this browser has an adapter and a device to offer. */
async function offersAdapter({ executablePath, args, env }: Browser): Promise<boolean> {
  const instance = await chromium.launch({ executablePath, args, env }).catch(() => undefined);
  if (!instance) return false;
  try {
    const page = await instance.newPage();
    // WebGPU exists in secure contexts alone; localhost is one, and the route answers without a server.
    await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await page.goto('http://localhost/');
    return await page.evaluate(async () => {
      const adapter = await navigator.gpu?.requestAdapter();
      return (await adapter?.requestDevice()) !== undefined;
    });
  } catch {
    return false;
  } finally {
    await instance.close();
  }
}
