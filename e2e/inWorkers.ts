/** What tests do in the workers of a page, where the library computes. */
import type { Page } from '@playwright/test';

/** The page with its model on WebGPU, also where a browser only emulates a graphics processor. */
export const ON_WEBGPU = '/#backend=webgpu';

/** What the page's workers run, and nothing of theirs runs before. */
export const WORKER = '**/part-worker-*.js';

/** Runs a function in each worker before its script. A service worker must not answer for that. */
export async function addInitInWorkers(page: Page, run: () => void): Promise<void> {
  await page.route(WORKER, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${String(run)})();\n${await response.text()}` });
  });
}

/** Runs a function in each worker that lives now. What each of them gives; one that ends meanwhile gives nothing. */
export async function inWorkers<Result>(page: Page, run: () => Result | Promise<Result>): Promise<Result[]> {
  const given = page.workers().map(async (worker): Promise<Result[]> => {
    try {
      return [await worker.evaluate(run)];
    } catch (error) {
      if (page.workers().includes(worker)) throw error;
      return [];
    }
  });
  return (await Promise.all(given)).flat();
}
