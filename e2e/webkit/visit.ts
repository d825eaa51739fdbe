/** A visit to the page in WebKit, by what a person sees and uses there. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { WebKitPage } from '../../tools/common/browser/launchWebKit';
import { answerShown } from '../inPage';
import type { Line } from '../likeChromium';

/** Where the pictures of a run lie afterwards. */
const PICTURES = resolve(import.meta.dirname, '../../test-results/webkit');

declare global {
  var complaints: string[] | undefined;
}

/** Opens the page, which keeps its errors and breaches of its content security policy from now on. */
export async function visit(page: WebKitPage, url: string): Promise<void> {
  await page.open(url);
  await page.run(() => {
    const heard: string[] = (globalThis.complaints = []);
    addEventListener('error', ({ message }) => heard.push(message));
    addEventListener('unhandledrejection', ({ reason }) => heard.push(String(reason)));
    addEventListener('securitypolicyviolation', ({ violatedDirective }) => heard.push(violatedDirective));
  });
}

/** What `control` marks the thing with that it has found. */
const FOUND = '[data-found]';

/** Waits for the button, the link or the field of a name, in the part of the page that is shown; gives its selector. */
async function control(page: WebKitPage, name: string): Promise<string> {
  await page.until((wanted) => {
    const nameOf = (one: Element): string =>
      one.getAttribute('aria-label') ??
      ((one instanceof HTMLInputElement && one.labels?.[0]) || one).textContent.trim();
    for (const old of document.querySelectorAll('[data-found]')) old.removeAttribute('data-found');
    const found = [...document.querySelectorAll('button, a, input')].find(
      (one) => nameOf(one) === wanted && !one.closest('[hidden]') && !one.matches(':disabled'),
    );
    found?.setAttribute('data-found', '');
    return found !== undefined;
  }, name);
  return FOUND;
}

/** Types into the field of a name, or gives it files. */
export const fill = async (page: WebKitPage, name: string, ...lines: readonly string[]): Promise<void> =>
  page.type(await control(page, name), lines.join('\n'));

/** Clicks the button or the link of a name. */
export async function click(page: WebKitPage, name: string): Promise<void> {
  await page.run((found) => document.querySelector<HTMLElement>(found)?.click(), await control(page, name));
}

/** Chooses from the list that a selector finds. */
export const select = (page: WebKitPage, selector: string, value: string): Promise<void> =>
  page.run(
    (of, chosen) => {
      const list = document.querySelector<HTMLSelectElement>(of);
      if (!list) throw new Error(`the page has no ${of}`);
      list.value = chosen;
      list.dispatchEvent(new Event('change', { bubbles: true }));
    },
    selector,
    value,
  );

/** Waits for the answer to the photo of a name. */
export const answerTo = (page: WebKitPage, photo: string): Promise<readonly Line[]> => page.until(answerShown, photo);

/** Waits until the page shows a text, as a person reads it. */
export const reads = (page: WebKitPage, text: string): Promise<boolean> =>
  page.until((wanted) => document.body.innerText.includes(wanted), text);

/** Keeps a picture of the window for people, and answers with how many pixels the page is too wide. */
export async function picture(page: WebKitPage, name: string): Promise<number> {
  await mkdir(PICTURES, { recursive: true });
  await writeFile(join(PICTURES, `${name}.png`), await page.picture());
  return page.run(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
}
