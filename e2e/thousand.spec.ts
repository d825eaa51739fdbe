/** A thousand photos in one page, whose memory does not grow with them. */
import { expect, test } from '@playwright/test';
import { link, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeJpegSheet } from './jpegSheet';
import { testLong } from './length';
import { memoryOf } from './memory';

const PHOTOS = 1_000;

/** Where memory is measured. The first photos fill what stays: buffers, pools and programs. */
const MOMENTS = [200, 400, 600, 800, PHOTOS] as const;

/** What the photos after the first moment may leave behind: of each an embedding of 8 kB, a small picture, its place in the page. */
const MOST_BYTES = 96e6;

testLong('a thousand photos of three megapixels are looked at without growing memory', async ({ page }) => {
  test.setTimeout(5_400_000);
  const { outputDir, annotations } = test.info();
  const folder = join(outputDir, 'thousand');
  await mkdir(folder, { recursive: true });
  await writeJpegSheet(join(outputDir, 'photo.jpg'), 2048, 1536);
  for (let i = 0; i < PHOTOS; i++) await link(join(outputDir, 'photo.jpg'), join(folder, `${i}.jpg`));

  await page.goto('/#view=many');
  await page.getByLabel('Choose a folder').setInputFiles(folder);
  const cards = page.locator('.shots > li');
  const measured: number[] = [];
  for (const count of MOMENTS) {
    await expect.poll(() => cards.count(), { timeout: 5_000_000, intervals: [500] }).toBeGreaterThanOrEqual(count);
    measured.push(await memoryOf(page));
  }
  const megabytes = measured.map((bytes) => Math.round(bytes / 1e6)).join(', ');
  annotations.push({ type: `megabytes after ${MOMENTS.join(', ')} photos`, description: megabytes });
  expect((measured.at(-1) ?? NaN) - (measured[0] ?? NaN), megabytes).toBeLessThan(MOST_BYTES);
  await page.getByRole('button', { name: 'Remove all' }).click();
  await expect(cards).toHaveCount(0);
  await rm(folder, { recursive: true });
});
