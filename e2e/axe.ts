/** Finds what keeps people with disabilities from using a page, by axe's rules. */
import type { Page } from '@playwright/test';
import type Axe from 'axe-core';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

declare global {
  var axe: typeof Axe | undefined;
}

const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** A page of Playwright's or of puppeteer's. */
interface Inspected {
  evaluate(script: string): Promise<unknown>;
  evaluate(look: () => Promise<readonly string[]>): Promise<readonly string[]>;
}

/** What breaks a rule in the page's present state, a line each: the rule, and the element. */
export async function violationsOf(page: Inspected): Promise<readonly string[]> {
  await page.evaluate(await readFile(source, 'utf8'));
  return page.evaluate(async () => {
    if (!globalThis.axe) throw new Error('axe did not come');
    const { violations, passes } = await globalThis.axe.run();
    if (passes.length < 10) throw new Error('axe looked at almost nothing');
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

/** The same in light and in dark. */
export async function violationsInBoth(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await violationsOf(page)));
  }
  await page.emulateMedia({ colorScheme: null });
  return found;
}
