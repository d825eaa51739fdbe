/** Two models on one photo: the second one is chosen, asked for, fails, answers, and is gone when the comparison ends. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { violationsInBoth } from './axe';
import { testLong } from './length';
import { complaintsOf } from './watch';

const WEIGHTS = resolve(import.meta.dirname, '../dist/weights/resnest26_2s1x32d.safetensors');

/** Sees the whole of the short side, where the embedded model leaves a margin. */
const CONFIG = { architecture: 'resnest26_2s1x32d', num_classes: 200, crop_pct: 1 };

const LABELS = Array.from({ length: 200 }, (_, i) => (i === 193 ? 'espresso' : `thing ${i}`));

const side = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
const lines = (page: Page, name: string): Locator => side(page, name).getByRole('listitem');
const json = (name: string, value: unknown) => ({
  ...{ name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(value)) },
});

/** Another file than the embedded one, of which the page knows much; its last weight differs by one bit. */
async function someWeights(path: string): Promise<string> {
  const bytes = await readFile(WEIGHTS);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  await writeFile(path, bytes); // a browser takes a file of its own machine faster than bytes
  return path;
}

async function compareWith(page: Page, file: Parameters<Locator['setInputFiles']>[0]): Promise<void> {
  const asking = side(page, 'Another model');
  await asking.getByLabel('Which model').selectOption('A checkpoint of my own…');
  await asking.getByLabel(/^Checkpoint/).setInputFiles(file);
  await asking.getByLabel(/^Labels/).setInputFiles(json('labels.json', LABELS));
  await asking.getByLabel(/config\.json/).setInputFiles(json('config.json', CONFIG));
  await asking.getByRole('button', { name: 'Load this model' }).click();
}

/** Drops the same weights in another file, with its labels and its config.json, and what belongs to none. */
async function dropWeights(page: Page): Promise<void> {
  const beside = { 'labels.json': LABELS, 'config.json': CONFIG, 'optimizer.bin': {} };
  await page.evaluate(async (files) => {
    const bytes = new Uint8Array(await (await fetch('weights/resnest26_2s1x32d.safetensors')).arrayBuffer());
    bytes.set([(bytes.at(-1) ?? 0) ^ 1], bytes.length - 1);
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], 'mine.safetensors'));
    for (const [name, value] of Object.entries(files)) transfer.items.add(new File([JSON.stringify(value)], name));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }, beside);
}

/** Shows a photo that is two hundred times as wide as high. */
async function showStripes(page: Page): Promise<void> {
  const bytes = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(4000, 20);
    canvas.getContext('2d')?.fillRect(1000, 0, 1000, 20);
    return Array.from(new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer()));
  });
  await page.locator('#photo').setInputFiles({ name: 'long.png', mimeType: 'image/png', buffer: Buffer.from(bytes) });
  await expect(page.locator('.sheet').getByAltText('long.png')).toBeVisible();
  await expect(page.locator('.part')).toHaveCount(2);
}

async function boxOf(place: Locator) {
  const box = await place.boundingBox();
  if (!box) throw new Error(`${String(place)} is not there`);
  return box;
}

const opened = async (page: Page): Promise<void> => {
  await page.goto('/#view=compare&sample=coffee.jpg');
  await expect(lines(page, 'resnest26_2s1x32d').first()).toContainText('espresso', { timeout: 100_000 });
};

test('two models answer one photo side by side; a failure of the second leaves the first alone', async ({
  browser,
}) => {
  const page = await browser.newPage({ serviceWorkers: 'block' });
  const complaints = complaintsOf(page);
  await opened(page);
  await compareWith(page, { name: 'page.pth', mimeType: '', buffer: Buffer.from('<html>Please sign in') });
  const failed = side(page, 'page.pth');
  await expect(failed.getByRole('alert')).toHaveText(/is a web page, not a checkpoint/);
  await expect(lines(page, 'resnest26_2s1x32d')).toHaveCount(5);
  await failed.getByRole('button', { name: 'Choose another one' }).click();
  await expect(page.getByRole('heading', { name: 'Another model' })).toBeFocused();

  await dropWeights(page);
  await expect(page.getByRole('heading', { name: 'mine.safetensors' })).toBeFocused();
  await expect(side(page, 'mine.safetensors')).toContainText('Not used of what you dropped: optimizer.bin.');
  await expect(lines(page, 'resnest26_2s1x32d')).toHaveCount(5); // the first model stays
  await expect(lines(page, 'mine.safetensors').first()).toContainText('espresso', { timeout: 100_000 });
  await expect(page.getByText('Both name espresso first.')).toBeVisible();
  await expect(side(page, 'mine.safetensors').getByText('nobody has measured here')).toBeVisible();
  await expect(side(page, 'Two models').getByText('The model’s run alone: ')).toHaveCount(2);
  await expect(page.getByAltText('The part of the photo that mine.safetensors sees')).toBeVisible();
  expect(await violationsInBoth(page)).toEqual([]);

  await showStripes(page);
  const part = side(page, 'mine.safetensors').locator('.part');
  const [frame, square] = [await boxOf(part.locator('.window')), await boxOf(part.locator('.square'))];
  expect(square.height).toBeGreaterThan(40); // not a strip as thin as the photo
  expect(square.x + square.width / 2).toBeCloseTo(frame.x + frame.width / 2, 0);

  const workers = page.workers().length;
  await page.getByRole('link', { name: 'End the comparison' }).press('Enter');
  await expect(page.getByRole('link', { name: 'One photo' })).toBeFocused(); // the link that led here is hidden
  await expect(page.getByRole('region', { name: 'Answer' }).getByRole('listitem')).toHaveCount(5);
  await expect.poll(() => page.workers().length).toBe(workers - 1); // the second one's is gone
  expect(complaints).toEqual([]);
  await page.close();
});

testLong(
  'a model of the list is fetched only when asked for, and both follow the photo and the square',
  async ({ page }) => {
    const fetched: string[] = [];
    await page.route('https://huggingface.co/**', (route) => {
      fetched.push(route.request().url());
      return route.abort();
    });
    await opened(page);
    const asking = side(page, 'Another model');
    expect(await violationsInBoth(page)).toEqual([]);
    await asking.getByLabel('Which model').selectOption('resnest26d.gluon_in1k');
    await expect(asking).toContainText('right in 78.5% of ImageNet’s validation photos');
    expect(fetched).toEqual([]);
    await asking.getByRole('button', { name: 'Fetch it and compare (about 68 MB)' }).click();
    const failed = side(page, 'resnest26d.gluon_in1k');
    await expect(failed.getByRole('alert')).toContainText('could not be fetched');
    expect(fetched).not.toEqual([]);
    expect(await violationsInBoth(page)).toEqual([]);
    await expect(failed.getByRole('link', { name: 'Source of resnest26d.gluon_in1k' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Link to this comparison' })).toHaveAttribute(
      'href',
      '#view=compare&model=resnest26_2s1x32d&with=resnest26d.gluon_in1k&sample=coffee.jpg',
    );
    await failed.getByRole('button', { name: 'Choose another one' }).click();

    await compareWith(page, await someWeights(test.info().outputPath('mine.safetensors')));
    await expect(lines(page, 'mine.safetensors').first()).toContainText('espresso', { timeout: 100_000 });
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.getByRole('button', { name: 'A lemon' }).click();
    await expect(page.getByText('One names lemon first, the other thing ')).toBeVisible();
    await page.getByRole('button', { name: 'Smaller square' }).click();
    await expect(page.getByAltText(/^The part of the photo that/)).toHaveCount(0); // it is the same to both
    await page.getByRole('link', { name: 'One photo' }).click();
    await page.getByRole('link', { name: 'Two models' }).click();
    await expect(lines(page, 'mine.safetensors').first()).toContainText('thing', { timeout: 100_000 });

    await page.goto('/#view=compare&with=none');
    await expect(page.getByText('The link names “none”, which this page does not have.')).toBeVisible();
  },
);
