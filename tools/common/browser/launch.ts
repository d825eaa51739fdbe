/** Browsers to run the library in: Chromium through Playwright, Firefox through puppeteer, as one and the same. */
import { chromium } from 'playwright';
import { findBrowser } from './findBrowser';
import { findFirefox } from './findFirefox';
import type { BrowserName } from './types';

export interface OpenBrowser {
  /** Such as `chromium 147.0.7727.0`. */
  readonly name: string;
  /** A page at an address; pages share IndexedDB. */
  openPage(url: string): Promise<BrowserPage>;
  close(): Promise<void>;
}

export interface BrowserPage {
  /** What an expression's promise gives. */
  evaluate<T>(script: string): Promise<T>;
  close(): Promise<void>;
}

/** Starts a browser; `flags` are Chromium's, beside those that it needs here. */
export const launchers: Record<BrowserName, (flags?: readonly string[]) => Promise<OpenBrowser>> = {
  async chromium(flags = []) {
    const { executablePath, args, env } = await findBrowser();
    const browser = await chromium.launch({ executablePath, args: [...args, ...flags], env, timeout: 120_000 });
    const context = await browser.newContext();
    return {
      name: `chromium ${browser.version()}`,
      async openPage(url) {
        const page = await context.newPage();
        await page.goto(url);
        return page;
      },
      close: () => browser.close(),
    };
  },

  async firefox() {
    const { executablePath, version, preferences, env } = await findFirefox();
    const { default: puppeteer } = await import('puppeteer-core'); // not in the other's way: it takes a quarter of a second
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath,
      extraPrefsFirefox: preferences,
      env: { ...process.env, ...env },
      protocolTimeout: 0, // a run may take minutes
    });
    return {
      name: `firefox ${version}`,
      async openPage(url) {
        const page = await browser.newPage();
        await page.goto(url);
        return {
          evaluate: async <T>(script: string) => (await page.evaluate(script)) as T,
          close: () => page.close(),
        };
      },
      close: () => browser.close(),
    };
  },
};
