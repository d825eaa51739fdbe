/** How smooth a page is under a person's hands: its frames, its answers to keys, and the tasks of its thread. */
import type { Page } from '@playwright/test';

/** Milliseconds on the clock, which on a busy machine tell of other programs, too. */
export interface Smoothness {
  readonly framesPerSecond: number;
  /** Between two frames: the middle one, that which 5 % exceed, and the longest. */
  readonly gaps: readonly number[];
  /** From a key to the next frame: likewise. */
  readonly keys: readonly number[];
  /** Tasks of the page's thread above 50 ms. */
  readonly longTasks: readonly number[];
}

declare global {
  var smooth: { readonly gaps: number[]; readonly keys: number[]; readonly longTasks: number[] };
}

const KEY_MS = 100;

/** Types into a field of the page and scrolls up and down, until `work` has ended. */
export async function smoothnessOf(page: Page, field: string, work: () => Promise<unknown>): Promise<Smoothness> {
  await page.evaluate(() => {
    const smooth = (globalThis.smooth = { gaps: [], keys: [], longTasks: [] } as typeof globalThis.smooth);
    const observe = (type: string, into: number[], options: object): void =>
      new PerformanceObserver((list) => {
        for (const { name, duration } of list.getEntries())
          if (type !== 'event' || name === 'keydown') into.push(duration);
      }).observe({ type, ...options });
    observe('longtask', smooth.longTasks, {});
    observe('event', smooth.keys, { durationThreshold: 16 });
    let last = performance.now();
    const frame = (now: number): void => {
      smooth.gaps.push(now - last);
      last = now;
      if (globalThis.smooth === smooth) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  let isOver = false;
  const working = work().finally(() => (isOver = true));
  working.catch(() => undefined); // it is awaited below
  let typed = 0;
  while (!isOver) {
    await page.locator(field).focus();
    await page.keyboard.press(typed % 20 === 19 ? 'Control+a' : 'a');
    await page.mouse.wheel(0, typed % 10 < 5 ? 40 : -40);
    typed++;
    await page.waitForTimeout(KEY_MS);
  }
  await working;
  const { gaps, keys, longTasks } = await page.evaluate(() => {
    const found = globalThis.smooth;
    globalThis.smooth = { gaps: [], keys: [], longTasks: [] };
    return found;
  });
  const seconds = gaps.reduce((sum, gap) => sum + gap, 0) / 1000;
  // Keys that were answered within 16 ms have no entry.
  const quick = new Array<number>(Math.max(0, typed - keys.length)).fill(0);
  return { framesPerSecond: gaps.length / seconds, gaps: spread(gaps), keys: spread([...keys, ...quick]), longTasks };
}

/** The middle one, that which 5 % exceed, and the greatest. */
function spread(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.5, 0.95, 1].map((part) => Math.round(sorted[Math.ceil(part * sorted.length) - 1] ?? NaN));
}
