/** Many photos in one page, which holds of each what it shows and compares, and nothing else. */
import { expect, test } from '@playwright/test';
import { appendFile, copyFile, mkdir, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { writeJpegSheet } from './jpegSheet';
import { testLong } from './length';
import { type Memory, memoryOf } from './memory';
import { writeSheet } from './sheet';

/** Sides of the photos in turns: one to twelve megapixels. */
const SIDES = [
  [1152, 864],
  [1632, 1224],
  [2048, 1536],
  [2592, 1944],
  [3264, 2448],
  [4000, 3000],
] as const;

const PHOTOS = 1_000;
/** Memory is measured after so many, when the page is at rest: a photo that is being decoded takes 48 MB. */
const STEP = 100;

/**
 * What a photo may leave behind, in kilobytes. Of each the page keeps an embedding of 8.2 kB, its answers, and a card; the
 * browser keeps its small picture and the handle of its file. Processes are measured by pages that may be half empty:
 * those that draw grew by 77 kB a photo over 200 photos in one run, and by 57 kB over 900 in another.
 */
const MOST_KILOBYTES: Readonly<Record<keyof Memory, number>> = {
  objects: 6,
  buffers: 10,
  workers: 10,
  renderers: 100,
  gpu: 30,
  browser: 40,
};

/** Writes pictures of other sizes, of which the photos are copies. */
async function writeModels(folder: string): Promise<readonly string[]> {
  const png = join(folder, '1200.png');
  await writeSheet(png, 1200, 900);
  const models = [png];
  for (const [width, height] of SIDES) {
    const jpeg = join(folder, `${width}.jpg`);
    await writeJpegSheet(jpeg, width, height);
    models.push(jpeg);
  }
  return models;
}

/** Writes a folder of photos, of other bytes each. */
async function writePhotos(folder: string, models: readonly string[], first: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let i = first; i < first + STEP; i++) {
    const model = models[i % models.length] ?? '';
    const photo = join(folder, `${i}${extname(model)}`);
    await copyFile(model, photo);
    await appendFile(photo, `photo ${i}`); // behind the picture's end
  }
}

testLong('a thousand photos of one to twelve megapixels leave their records behind, and no more', async ({ page }) => {
  test.setTimeout(5_400_000);
  const { outputDir, annotations } = test.info();
  const note = (type: string, memory: Memory): void =>
    void annotations.push({
      type,
      description: Object.entries(memory)
        .map(([what, amount]: [string, number]) => `${what} ${amount.toFixed(1)}`)
        .join(', '),
    });
  await mkdir(outputDir, { recursive: true });
  const models = await writeModels(outputDir);
  await page.goto('/#view=many');
  const many = page.getByRole('region', { name: 'Many photos' });
  const measured: Memory[] = [];
  for (let ready = STEP; ready <= PHOTOS; ready += STEP) {
    const folder = join(outputDir, `up to ${ready}`);
    await writePhotos(folder, models, ready - STEP);
    await page.getByLabel('Choose a folder').setInputFiles(folder);
    const all = many.getByText(`All ${ready.toLocaleString('en')} photos have been looked at.`);
    await expect(all.first()).toBeVisible({ timeout: 1_000_000 });
    const memory = await memoryOf(page);
    measured.push(memory);
    note(
      `MB after ${ready}`,
      mapped(memory, (bytes) => bytes / 1e6),
    );
  }
  await expect(many.locator('.shots > li')).toHaveCount(PHOTOS);
  const [first, last] = [measured[0], measured.at(-1)];
  if (!first || !last) throw new Error('nothing was measured');
  const grown = mapped(last, (bytes, what) => (bytes - first[what]) / 1000 / (PHOTOS - STEP));
  note('kB a photo', grown);
  for (const [what, most] of Object.entries(MOST_KILOBYTES))
    expect(grown[what as keyof Memory], what).toBeLessThan(most);
  await page.getByRole('button', { name: 'Remove all' }).click();
  await expect(many.locator('.shots > li')).toHaveCount(0);
  await rm(outputDir, { recursive: true });
});

const mapped = (memory: Memory, change: (bytes: number, what: keyof Memory) => number): Memory =>
  Object.fromEntries(
    Object.entries(memory).map(([what, bytes]: [string, number]) => [what, change(bytes, what as keyof Memory)]),
  ) as unknown as Memory;
