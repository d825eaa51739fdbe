/** `npm run screenshots`: takes the pictures of the page that its manifest names. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { preview } from 'vite';
import { type Screenshot, SCREENSHOTS } from './build/screenshots';
import { findBrowser } from './common/browser/findBrowser';
import { DONE, mainOf } from './common/arguments/tool';
import type { Tool } from './common/arguments/types';
import { root } from './common/project';

const tool: Tool<Record<string, never>, undefined> = {
  script: 'screenshots',
  does: [
    'Takes the pictures of the page that its manifest names, into public/screenshots/. The page is the one that `npm run build` has put into dist/; build it once more afterwards, so that dist/ has the new pictures.',
  ],
  options: {},
  rest: undefined,
};

/** How much of a picture's detail is kept, from 0 to 1. */
const QUALITY = 0.8;

export const main = mainOf(tool, async () => {
  const server = await preview({ root, configLoader: 'runner', logLevel: 'error', preview: { port: 0 } });
  const { executablePath, args, env } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args, env });
  try {
    for (const screenshot of SCREENSHOTS) {
      const bytes = await take(browser, server.resolvedUrls?.local[0] ?? '', screenshot);
      const path = join(root, 'public', screenshot.src);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
      console.log(`public/${screenshot.src}: ${(bytes.length / 1000).toFixed(1)} kB`);
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return DONE;
});

/** Opens the page, waits for its answer, and pins the best label, so that its map lies on the photo. */
async function take(browser: Browser, url: string, { viewport, scale, fragment, from }: Screenshot): Promise<Buffer> {
  const context = await browser.newContext({
    viewport,
    deviceScaleFactor: scale,
    serviceWorkers: 'block',
    locale: 'en',
  });
  const page = await context.newPage();
  await page.goto(url + fragment);
  await page.locator('.answer .labels button').first().click({ timeout: 120_000 });
  await page.locator('.heat').waitFor({ timeout: 60_000 });
  await page.mouse.move(0, 0);
  await page.evaluate((selector) => {
    (document.activeElement as HTMLElement | null)?.blur(); // its outline is nothing to show
    const edge = document.querySelector(selector)?.getBoundingClientRect().top ?? 0;
    scrollBy(0, edge - 16); // as much as lies beside it
  }, from);
  await page.waitForTimeout(500); // bars and map glide to their places
  const png = await page.screenshot();
  const webp = await asWebp(await context.newPage(), png);
  await context.close();
  return webp;
}

/** A picture as WebP, by way of the browser. */
async function asWebp(page: Page, png: Buffer): Promise<Buffer> {
  const encoded = await page.evaluate(
    async ([text, quality]) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes]));
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      canvas.getContext('2d')?.drawImage(picture, 0, 0);
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
      const letters = Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte));
      return btoa(letters.join(''));
    },
    [png.toString('base64'), QUALITY] as const,
  );
  return Buffer.from(encoded, 'base64');
}
