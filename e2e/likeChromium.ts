/** What Chromium answers, with which other browsers are compared. */
import { chromium } from 'playwright';
import { basename } from 'node:path';
import { expect } from 'vitest';
import { findBrowser } from '../tools/common/browser/findBrowser';
import { ON_WEBGPU } from './inWorkers';

/** Of percentages that are shown with one digit behind the point. */
const LAST_DIGIT = 0.1001;

/** A line of an answer. */
export interface Line {
  readonly label: string;
  readonly percent: number;
}

/** What the page at an address answers to a photo in Chromium, on WebGPU. */
export async function inChromium(url: string, photo: string): Promise<readonly Line[]> {
  const { executablePath, args, env } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args, env });
  try {
    const page = await browser.newPage();
    await page.goto(url + ON_WEBGPU.slice(1));
    await page.getByLabel('Choose a photo').setInputFiles(photo);
    await page.getByAltText(basename(photo)).waitFor();
    const lines = page.getByRole('region', { name: 'Answer' }).getByRole('listitem');
    await lines.first().waitFor({ timeout: 120_000 });
    return await lines.evaluateAll((all) =>
      all.map((line) => ({
        label: line.querySelector('.label')?.textContent ?? '',
        percent: Number.parseFloat(line.querySelector('.percent')?.textContent ?? ''),
      })),
    );
  } finally {
    await browser.close();
  }
}

/** The same labels in the same order, and percentages within their last digit. */
export function expectAlike(got: readonly Line[], want: readonly Line[]): void {
  expect(want).toHaveLength(5);
  expect(got.map(({ label }) => label)).toEqual(want.map(({ label }) => label));
  got.forEach(({ percent }, i) => expect(Math.abs(percent - (want[i]?.percent ?? NaN))).toBeLessThan(LAST_DIGIT));
}
