/** The first moments of a visit of someone who reads another language than that of the first screen. */
import { expect, test, type Page } from '@playwright/test';
import { complaintsOf } from './watch';

declare global {
  interface Window {
    /** The headings that could be seen, one after the other. */
    seen: string[];
    /** The layout shifts that no input explains. */
    moved: number;
  }
}

/** How long the sentences take, so that a flash would be seen. */
const LATE_MS = 600;

/** Opens the page in a browser that prefers Chinese, and notes every heading that is drawn. */
async function open(page: Page, answer: 'late' | 'never'): Promise<string[]> {
  const asked: string[] = [];
  await page.addInitScript(() => {
    window.seen = [];
    window.moved = 0;
    new PerformanceObserver((list) => (window.moved += list.getEntries().length)).observe({ type: 'layout-shift' });
    const look = (): void => {
      const heading = document.querySelector('h1');
      const text = heading && getComputedStyle(heading).visibility === 'visible' ? heading.innerText : undefined;
      if (text !== undefined && text !== window.seen.at(-1)) window.seen.push(text);
      requestAnimationFrame(look);
    };
    look();
  });
  await page.route(/part-zh-/, async (route) => {
    asked.push(route.request().url());
    await new Promise((resolve) => setTimeout(resolve, LATE_MS));
    return answer === 'late' ? route.continue() : route.abort();
  });
  await page.goto('/');
  return asked;
}

test.use({ serviceWorkers: 'block' }); // it would answer before `page.route`

test.describe('a Chinese visitor', () => {
  test.use({ locale: 'zh-CN', contextOptions: { reducedMotion: 'reduce' } });

  test('sees no English while the sentences come, and nothing moves when they are there', async ({ page }) => {
    const complaints = complaintsOf(page);
    const asked = await open(page, 'late');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('照片里有什么？');
    await expect(page.getByText('选择照片', { exact: true })).toBeVisible();
    await expect.poll(() => page.evaluate(() => window.seen)).toEqual(['照片里有什么？']);
    expect(await page.evaluate(() => window.moved)).toBe(0);
    expect(asked).toHaveLength(1); // from the head, and not a second time
    expect(complaints).toEqual([]);
  });

  test('sees English where they do not come', async ({ page }) => {
    await open(page, 'never');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText('This part of the page could not be fetched.')).toBeVisible();
  });
});

test('an English visitor waits for nothing, and fetches no other sentences', async ({ page }) => {
  const asked = await open(page, 'never');
  await expect(page.getByText('Choose a photo', { exact: true })).toBeVisible();
  expect(await page.evaluate(() => [window.seen, document.documentElement.dataset.held])).toEqual([
    ['What is in your photo?'],
    undefined,
  ]);
  expect(asked).toEqual([]);
});
