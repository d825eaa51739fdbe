import { expect, test, type Locator, type Page, type Route } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const samples = resolve(root, 'public/samples');
const weights = resolve(root, 'weights/resnest26_2s1x32d.safetensors');
const labels = resolve(root, 'weights/resnest26_2s1x32d.labels.json');

// One page for all: on a GPU in software it takes seconds until a model is ready.
test.describe.configure({ mode: 'serial' });

declare global {
  interface Window {
    /** The device that the page got last, so that a test can take it away. */
    lastDevice: GPUDevice;
  }
}

let page: Page;
const complaints: string[] = [];

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage({ serviceWorkers: 'block' }); // it would answer before `page.route`
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.addInitScript(() => {
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = async function (descriptor) {
      return (window.lastDevice = await requestDevice.call(this, descriptor));
    };
  });
  await page.goto('/');
});

test.afterAll(() => page.close());

/** The answer's lines, best first. While a photo waits for its answer, the region has another name. */
const lines = (): Locator => page.getByRole('region', { name: 'Answer' }).getByRole('listitem');
const sample = (title: string): Locator => page.getByRole('button', { name: title });
const photo = (): Locator => page.getByRole('region', { name: 'Photo', exact: true }).getByRole('img');
const menu = (): Locator => page.getByRole('region', { name: 'Model' });
const choose = (files: Parameters<Locator['setInputFiles']>[0]): Promise<void> =>
  page.getByLabel('Choose a photo').setInputFiles(files);

test('a sample that is chosen while the model loads is answered when it is ready', async () => {
  await expect(page.getByRole('progressbar')).toBeVisible();
  await sample('A cup of espresso').click();
  await expect(photo()).toBeVisible();
  await expect(lines()).toHaveCount(5, { timeout: 100_000 });
  await expect(lines().first()).toHaveText(/^espresso\d+(\.\d)?%$/);
  await expect(page.getByRole('status')).toContainText('espresso');
  await expect(page.getByRole('region', { name: 'Answer' })).toContainText(/\d ms on \w/);
  await expect(page.getByRole('progressbar')).toBeHidden();
});

test('a file of the user, a dropped one and a pasted one', async () => {
  await choose(resolve(samples, 'lemon.png'));
  await expect(lines().first()).toContainText('lemon');
  await expect(photo()).toHaveAttribute('alt', 'lemon.png');
  for (const [event, file, label] of [
    ['drop', 'bison.png', 'bison'],
    ['paste', 'elephant.png', 'African elephant'],
  ] as const) {
    await hand(file, event);
    await expect(lines().first()).toContainText(label);
  }
});

/** Drops or pastes a sample as a file. */
const hand = (file: string, event: 'drop' | 'paste'): Promise<void> =>
  page.evaluate(
    async ([file, event]) => {
      const files = new DataTransfer();
      files.items.add(new File([await (await fetch(`samples/${file}`)).blob()], file));
      const init = { bubbles: true, cancelable: true };
      if (event === 'paste') document.body.dispatchEvent(new ClipboardEvent(event, { ...init, clipboardData: files }));
      else document.body.dispatchEvent(new DragEvent(event, { ...init, dataTransfer: files }));
    },
    [file, event] as const,
  );

test('of three quick choices the last one is answered, though the first comes late', async () => {
  const held: Route[] = [];
  await page.route('**/samples/bison.png', (route) => void held.push(route), { times: 1 });
  await sample('A bison').click();
  await sample('A lemon').click();
  await sample('A Seville orange').press('Enter');
  await expect(lines().first()).toContainText('orange');
  expect(held).toHaveLength(1);
  await held[0]?.continue();
  await page.evaluate(async () => (await fetch('samples/bison.png')).blob());
  await expect(photo()).toHaveAttribute('alt', 'A Seville orange');
  await expect(lines().first()).toContainText('orange');
});

test('a bad file is refused in one sentence, and photo and answer stay', async () => {
  const answer = await lines().allTextContents();
  const jpeg = await readFile(resolve(samples, 'coffee.jpg'));
  for (const [name, buffer, sentence] of [
    ['notes.png', Buffer.from('no image'), /^notes\.png is not a picture .+\.$/],
    ['empty.png', Buffer.alloc(0), /^empty\.png is empty.*\.$/],
    ['cut.jpg', jpeg.subarray(0, jpeg.length / 2), /^cut\.jpg .+\.$/],
  ] as const) {
    await choose({ name, mimeType: 'image/png', buffer });
    await expect(page.getByRole('alert').filter({ hasText: sentence })).toHaveText(sentence);
    await expect(photo()).toHaveAttribute('alt', 'A Seville orange');
    expect(await lines().allTextContents()).toEqual(answer);
  }
  await sample('A lemon').click();
  await expect(lines().first()).toContainText('lemon');
  await expect(page.getByRole('alert').filter({ hasText: 'cut.jpg' })).toHaveCount(0);
});

test('a checkpoint of another network is refused in one sentence, and the old model goes on', async () => {
  await menu().getByRole('combobox').selectOption('A checkpoint of my own…');
  await menu().getByLabel('Network').selectOption('resnest50');
  await menu().getByLabel('Checkpoint').setInputFiles(weights);
  await menu().getByRole('button', { name: 'Load' }).click();
  await expect(menu().getByRole('alert')).toHaveText(/^The checkpoint does not fit resnest50 .+\.$/);
  await expect(menu()).toContainText('In use: resnest26_2s1x32d,');
  await sample('A cup of espresso').click();
  await expect(lines().first()).toContainText('espresso');
});

test('a checkpoint can be cancelled; loaded, it takes the place of the old model', async () => {
  const answer = await lines().allTextContents();
  await menu().getByLabel('Network').selectOption('As the file tells');
  await menu().getByLabel('Labels').setInputFiles(labels);
  await menu().getByRole('button', { name: 'Load' }).click();
  await menu().getByRole('button', { name: 'Cancel' }).click();
  await expect(menu().getByRole('progressbar')).toBeHidden();
  await expect(menu()).toContainText('In use: resnest26_2s1x32d,');
  await expect(menu().getByRole('alert')).toBeHidden();

  await menu().getByRole('button', { name: 'Load' }).click();
  const inUse = menu().getByText('In use: resnest26_2s1x32d.safetensors');
  await expect(inUse).toBeVisible({ timeout: 100_000 });
  await expect(lines()).toHaveText(answer);
  await sample('A lemon').click();
  await expect(lines().first()).toContainText('lemon');
});

test('when the graphics processor is lost, the model can be loaded again', async () => {
  await page.evaluate(async () => {
    window.lastDevice.destroy();
    await window.lastDevice.lost;
  });
  await sample('A bison').click();
  await expect(page.getByRole('alert').filter({ hasText: 'was lost' })).toHaveText(
    'The graphics processor was lost; load the model again.',
  );
  await page.getByRole('button', { name: 'Load the embedded model' }).click();
  await expect(lines().first()).toContainText('bison', { timeout: 100_000 });
});

test('a narrow window needs no sideways scrolling', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByText('Whose the sample photos are').click();
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content).toBe(window);
});

test('nothing failed on the way or broke the content security policy', () => {
  expect(complaints).toEqual([]);
});

test('without WebGPU the page says so and what to do, and offers nothing that cannot work', async ({ browser }) => {
  const bare = await browser.newPage();
  await bare.addInitScript(() => delete (Navigator.prototype as { gpu?: GPU }).gpu);
  await bare.goto('/');
  await expect(bare.getByRole('main')).toContainText('This browser does not have WebGPU');
  await expect(bare.getByRole('main')).toContainText('hardware acceleration');
  await expect(bare.getByRole('button')).toHaveText(['Try again']);
  await expect(bare.getByLabel('Choose a photo')).toHaveCount(0);
  await bare.close();
});
