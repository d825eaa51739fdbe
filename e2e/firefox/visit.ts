/** A visit to the page in Firefox, by what a person sees and uses there. */
import type { Browser, ElementHandle, Page, Viewport } from 'puppeteer-core';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { answerShown } from '../inPage';
import type { Line } from '../likeChromium';

/** Where the pictures of a run lie afterwards. */
const PICTURES = resolve(import.meta.dirname, '../../test-results/firefox');

export const WIDE: Viewport = { width: 1280, height: 900 };
export const PHONE: Viewport = { width: 390, height: 844 };

/** Mesa compiles each program when it first runs, on one core. */
const PATIENCE_MS = 300_000;

export interface Visit {
  readonly page: Page;
  /** Errors on the page and in its console, which breaches of the content security policy are among. */
  readonly complaints: readonly string[];
}

/** Opens the page at an address. */
export async function visit(browser: Browser, url: string, viewport: Viewport): Promise<Visit> {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.setViewport(viewport);
  await page.goto(url);
  return { page, complaints };
}

/** Waits for what a selector finds. */
export async function find(page: Page, selector: string): Promise<ElementHandle> {
  const found = await page.waitForSelector(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/** Waits for the button, the link or the field of a name, in the part of the page that is shown. */
export async function control(page: Page, name: string): Promise<ElementHandle> {
  const found = await page.waitForFunction(
    (wanted) => {
      const nameOf = (one: Element): string =>
        one.getAttribute('aria-label') ??
        ((one instanceof HTMLInputElement && one.labels?.[0]) || one).textContent.trim();
      return [...document.querySelectorAll('button, a, input')].find(
        (one) => nameOf(one) === wanted && !one.closest('[hidden]') && !one.matches(':disabled'),
      );
    },
    {},
    name,
  );
  const element = found.asElement();
  if (!element) throw new Error(`the page has no ${name}`);
  return element as ElementHandle;
}

/** Gives files to the field of a name. */
export async function choose(page: Page, name: string, ...files: readonly string[]): Promise<void> {
  await ((await control(page, name)) as ElementHandle<HTMLInputElement>).uploadFile(...files);
}

/** Clicks the button or the link of a name. */
export const click = async (page: Page, name: string): Promise<void> => (await control(page, name)).click();

/** Waits for the answer to the photo of a name. */
export async function answerTo(page: Page, photo: string): Promise<readonly Line[]> {
  const answer = await page.waitForFunction(answerShown, {}, photo);
  return (await answer.jsonValue()) || [];
}

/** Waits until the page shows a text, as a person reads it. */
export const reads = (page: Page, text: string): Promise<unknown> =>
  page.waitForFunction((wanted) => document.body.innerText.includes(wanted), {}, text);

/** Keeps a picture of the whole page for people, and answers with how many pixels it is too wide. */
export async function picture(page: Page, name: string): Promise<number> {
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
}
