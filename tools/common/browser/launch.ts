/** Browsers to run the library in: Chromium through Playwright, Firefox through puppeteer, as one and the same. */
import { chromium } from 'playwright';
import { findBrowser } from './findBrowser';
import { findFirefox } from './findFirefox';
import { launchFirefox } from './launchFirefox';
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

/** What a browser gets beside what it needs here. */
export interface LaunchOptions {
  /** Chromium's. */
  readonly flags?: readonly string[];
  /** Variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a browser. */
export const launchers: Record<BrowserName, (options?: LaunchOptions) => Promise<OpenBrowser>> = {
  async chromium({ flags = [], env: more = {} } = {}) {
    const { executablePath, args, env } = await findBrowser();
    const browser = await chromium.launch({
      ...{ executablePath, args: [...args, ...flags], env: { ...env, ...more }, timeout: 120_000 },
    });
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

  async firefox({ env = {} } = {}) {
    const firefox = await findFirefox();
    const browser = await launchFirefox(firefox, { env });
    return {
      name: `firefox ${firefox.version}`,
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
