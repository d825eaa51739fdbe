/** Does in a page what a person does, and looks whether the page answers as it should. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { messageOf } from '../../src/core/wording';
import { root } from '../common/project';
import { PHOTO } from './pages';

/** One thing that a person does or sees in a page, by a selector. */
export type Step =
  | { readonly click: string }
  /** The photo is chosen in a file input. */
  | { readonly file: string }
  /** `seconds` to wait for it, where it takes longer than one photo. */
  | { readonly see: string; readonly text: RegExp; readonly seconds?: number };

/** Long enough for a start and a photo on a GPU in software, beside other work. */
const STEP_MS = 120_000;

/** What is wrong with a page, where anything is. */
export async function walk(browser: Browser, url: string, steps: readonly Step[]): Promise<string[]> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
  try {
    await page.goto(url);
    for (const step of steps) await take(page, step);
    return complaints;
  } catch (error) {
    return [messageOf(error), ...complaints];
  } finally {
    await page.close();
  }
}

async function take(page: Page, step: Step): Promise<void> {
  const timeout = 'seconds' in step ? 1000 * step.seconds : STEP_MS;
  if ('click' in step) return page.locator(step.click).click({ timeout });
  if ('file' in step) {
    const input = page.locator(step.file);
    await input.and(page.locator(':enabled')).waitFor({ state: 'attached', timeout });
    return input.setInputFiles(join(root, 'public/samples', PHOTO.file));
  }
  const { see, text } = step;
  const seen = page.locator(see).first();
  const deadline = performance.now() + timeout;
  for (let found = ''; performance.now() < deadline; await page.waitForTimeout(50)) {
    found = (await seen.textContent({ timeout })) ?? '';
    if (text.test(found)) return;
    if (/rror|cannot|could not|no WebGPU/.test(found)) throw new Error(`${see} says: ${found}`);
  }
  throw new Error(`${see} says ${await seen.textContent()}, not ${String(text)}`);
}
