import { expect, test, type Locator, type Page } from '@playwright/test';
import { writeFile } from 'node:fs/promises';
import { parametersOf } from '../src/model/parameters';
import { buildResNeSt } from '../src/model/resnest';
import { variantNamed } from '../src/model/variants';
import { safetensors } from '../src/testing/safetensorsFile';
import { seededWeights } from '../src/testing/seeded';
import { addInitInWorkers, inWorkers, ON_WEBGPU, WORKER } from './inWorkers';
import { businessOf } from './mainThread';
import { complaintsOf, loseDevices, watch } from './watch';

test.use({ serviceWorkers: 'block' }); // it would answer before the script of a worker is changed

/** The browser has WebGPU and gives no adapter. */
const refuseAdapters = (): void => {
  GPU.prototype.requestAdapter = () => Promise.resolve(null);
};

const lines = (page: Page) => page.getByRole('region', { name: 'Answer' }).getByRole('listitem');

/** Bytes above which the library digests a file in another way. */
const LARGE = 2 ** 24;

test('a checkpoint above 16 MiB loads under the content security policy, beside the thread of the page', async ({
  page,
  browser,
}, info) => {
  const complaints = complaintsOf(page);
  const file = info.outputPath('seeded.safetensors');
  const pieces = safetensors(seededWeights(parametersOf(buildResNeSt(variantNamed('resnest14d').config))));
  const bytes = Buffer.concat(pieces);
  expect(bytes.length).toBeGreaterThan(LARGE);
  await writeFile(file, bytes);
  await page.goto(ON_WEBGPU);
  await page.getByRole('button', { name: 'A lemon' }).click();
  const menu = page.getByRole('region', { name: 'Model' });
  await menu.getByRole('combobox').selectOption('A checkpoint of my own…');
  await menu.getByLabel('Checkpoint').setInputFiles(file);
  await expect(lines(page)).toHaveCount(5, { timeout: 110_000 });
  const {
    longest,
    onPage,
    inWorkers: beside,
  } = await businessOf(browser, page, async () => {
    await menu.getByRole('button', { name: 'Load' }).click();
    await expect(menu).toContainText('In use: seeded.safetensors, 10.6 million parameters', { timeout: 110_000 });
    await expect(lines(page)).toHaveCount(5);
  });
  expect(longest).toBeLessThan(50);
  expect(beside).toBeGreaterThan(onPage);
  expect(complaints).toEqual([]);
});

test('where the graphics processor is gone for a while, the page waits for it, photo and model kept', async ({
  page,
}) => {
  await watch(page);
  await page.goto(ON_WEBGPU);
  await page.getByRole('button', { name: 'A lemon' }).click();
  await expect(lines(page).first()).toContainText('lemon', { timeout: 100_000 });
  await inWorkers(page, refuseAdapters); // at the loss and at the call
  await addInitInWorkers(page, refuseAdapters); // at the page's first attempt
  await loseDevices(page);
  await page.getByRole('button', { name: 'A bison' }).click();
  await expect(page.getByText('finds no graphics processor that it may use')).toBeVisible();
  await expect(page.getByText('Trying again in 2 seconds.')).toBeVisible();
  await page.unroute(WORKER);
  await expect(page.getByRole('region', { name: 'Photo', exact: true }).getByRole('img')).toHaveAttribute(
    'alt',
    'A bison',
  );
  await expect(lines(page).first()).toContainText('bison', { timeout: 100_000 });
});

test('where it stays away, the page tries for two minutes and then asks, photo kept', async ({ page }) => {
  await page.clock.install();
  await addInitInWorkers(page, refuseAdapters);
  await page.goto(ON_WEBGPU);
  await page.getByRole('button', { name: 'A bison' }).click();
  const announced = (seconds: number): Locator => page.getByText(`Trying again in ${seconds} seconds.`);
  const asks = page
    .getByRole('region', { name: 'Answer' })
    .getByRole('alert')
    .filter({ hasText: 'no graphics processor' });
  const waits = [2, 8, 30, 90];
  await expect(announced(2)).toBeVisible();
  for (const [i, seconds] of waits.entries()) {
    await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0);
    const next = waits[i + 1];
    // A wait may be announced a moment before its timer runs, and the clock pass it by: then it has to come again.
    await expect(async () => {
      await page.clock.fastForward(seconds * 1000);
      await expect(next === undefined ? asks : announced(next)).toBeVisible({ timeout: 2000 });
    }).toPass();
  }
  await page.unroute(WORKER); // it is back
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(lines(page).first()).toContainText('bison', { timeout: 100_000 });
});

test('where the process that drives the graphics processor is killed, model and answers come back', async ({
  page,
  browser,
}) => {
  await page.goto(ON_WEBGPU);
  await page.getByRole('button', { name: 'A lemon' }).click();
  await expect(lines(page).first()).toContainText('lemon', { timeout: 100_000 });
  const devtools = await browser.newBrowserCDPSession();
  await devtools.send('Browser.crashGpuProcess');
  await page.getByRole('button', { name: 'A bison' }).click();
  await expect(lines(page).first()).toContainText('bison', { timeout: 100_000 });
});
