/** Lets vitest run its browser tests in Firefox. */
import { defineBrowserProvider } from '@vitest/browser';
import type { Browser, Page } from 'puppeteer-core';
import type { BrowserProvider, BrowserProviderOption } from 'vitest/node';
import type { Firefox } from '../common/browser/findFirefox';
import { launchFirefox } from '../common/browser/launchFirefox';

/** A provider of vitest's pages; `onAdapter` learns the name of the WebGPU adapter, without which nothing runs. */
export const firefoxProvider = (firefox: Firefox, onAdapter: (name: string) => void): BrowserProviderOption =>
  defineBrowserProvider({
    name: 'firefox',
    providerFactory: () => new FirefoxProvider(firefox, onAdapter),
  });

class FirefoxProvider implements BrowserProvider {
  readonly name = 'firefox';
  readonly supportsParallelism = false;
  readonly #firefox: Firefox;
  readonly #onAdapter: (name: string) => void;
  readonly #pages = new Map<string, Page>();
  #browser: Browser | undefined;

  constructor(firefox: Firefox, onAdapter: (name: string) => void) {
    this.#firefox = firefox;
    this.#onAdapter = onAdapter;
  }

  async openPage(sessionId: string, url: string): Promise<void> {
    this.#browser ??= await launchFirefox(this.#firefox);
    const page = await this.#browser.newPage();
    this.#pages.set(sessionId, page);
    await page.goto(url);
    this.#onAdapter(await adapterOf(page));
  }

  getCommandsContext(sessionId: string): Record<string, unknown> {
    return { page: this.#pages.get(sessionId) };
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }
}

/** The adapter in words, or nothing where Firefox hides them; throws where there is no adapter. */
async function adapterOf(page: Page): Promise<string> {
  const name = await page.evaluate(async () => {
    const info = (await navigator.gpu?.requestAdapter())?.info;
    return info && [info.vendor, info.architecture, info.device, info.description].filter(Boolean).join(' ');
  });
  if (name === undefined)
    throw new Error('Firefox finds no WebGPU adapter; check that VK_ICD_FILENAMES names a Vulkan driver that works.');
  return name;
}
