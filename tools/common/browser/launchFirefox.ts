/** Starts a Firefox without a window, which puppeteer drives over WebDriver BiDi. */
import type { Browser } from 'puppeteer-core';
import type { Firefox } from './findFirefox';

/** What a Firefox gets beside what WebGPU needs. */
export interface FirefoxOptions {
  readonly preferences?: Readonly<Record<string, boolean | number | string>>;
  /** Variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function launchFirefox(firefox: Firefox, more: FirefoxOptions = {}): Promise<Browser> {
  const { default: puppeteer } = await import('puppeteer-core'); // not in Chromium's way: it takes a quarter of a second
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: firefox.executablePath,
    extraPrefsFirefox: { ...firefox.preferences, ...more.preferences },
    env: { ...process.env, ...firefox.env, ...more.env },
    protocolTimeout: 0, // a run, or a page of tests, may take minutes
  });
}
