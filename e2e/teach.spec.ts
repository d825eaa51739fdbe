/** Teaching: classes with photos, a head that learns on this device, what it says, its files, and what is kept. */
import { expect, test, type Download, type Locator, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { violationsInBoth } from './axe';
import { findBrowser } from '../tools/common/browser/findBrowser';
import { testLong } from './length';
import { addInitInWorkers, inWorkers, WORKER } from './inWorkers';
import { complaintsOf, loseDevices, watch } from './watch';

const { executablePath, args, env } = await findBrowser();
test.use({
  serviceWorkers: 'block', // it would answer before the script of a worker is changed
  launchOptions: { executablePath, env, args: [...args, '--use-fake-device-for-media-stream'] },
});

const sample = (name: string): string => resolve(import.meta.dirname, '../public/samples', name);
const animals = ['bison.png', 'elephant.png', 'dromedary.png', 'mantis.jpg'].map(sample);
const food = ['coffee.jpg', 'lemon.png', 'orange.jpg'].map(sample);

const named = (page: Page, place: number): Locator => page.getByLabel(`Name of class ${place}`);
const photosOf = (page: Page, name: string): Locator =>
  page.getByRole('list', { name: `Photos of ${name}` }).getByRole('button');
const undo = (page: Page): Locator => page.getByRole('button', { name: /^Undo/ });
const teach = (page: Page): Locator => page.getByRole('button', { name: /^Teach/ });

/** What the browser asks from now on; each question is answered with yes. */
function questionsOf(page: Page): string[] {
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  return asked;
}

/** Two classes with their photos, taught. */
async function taught(page: Page): Promise<void> {
  await page.goto('/#view=teach');
  await taughtHere(page);
}

async function taughtHere(page: Page): Promise<void> {
  await named(page, 1).fill('animal');
  await named(page, 2).fill('food');
  await page.getByLabel('Choose photos for animal').setInputFiles(animals);
  await page.getByLabel('Choose photos for food').setInputFiles(food);
  await expect(photosOf(page, 'food')).toHaveCount(3, { timeout: 120_000 });
  await expect(photosOf(page, 'animal')).toHaveCount(4);
  await teach(page).click();
  await expect(page.getByText(/ of 7 photos named right: /)).toBeVisible();
}

test('classes are taught, tried and saved', async ({ page }) => {
  const complaints = complaintsOf(page);
  await taught(page);
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['<html>Please sign in'], 'mine.pth'));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
  });
  await expect(page.getByText('mine.pth is no picture, but a model’s file.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Load it as the model' })).toBeVisible();

  const table = page.getByRole('table');
  await expect(table.getByRole('rowheader')).toHaveText(['animal', 'food']);
  const counts = await table.getByRole('cell').allTextContents();
  expect(counts.map(Number).reduce((sum, count) => sum + count)).toBe(7);

  await page.getByLabel('Choose a photo to try').setInputFiles(sample('bison.png'));
  const answers = page.getByRole('list', { name: 'Answer' }).getByRole('listitem');
  await expect(answers.first()).toHaveText(/^animal\d+\.\d%$/);
  expect(await violationsInBoth(page)).toEqual([]);

  const downloads: Download[] = [];
  page.on('download', (download) => downloads.push(download));
  await page.getByRole('button', { name: 'Save as files' }).click();
  await expect(page.getByText('Saved as taught.safetensors')).toBeVisible();
  // The browser tells of them in whichever order they begin.
  const byName = (): Download[] => downloads.sort((a, b) => (a.suggestedFilename() < b.suggestedFilename() ? -1 : 1));
  await expect
    .poll(() => byName().map((each) => each.suggestedFilename()))
    .toEqual(['taught.labels.json', 'taught.safetensors']);
  const [labels, weights] = await Promise.all(byName().map(async (each) => readFile(await each.path())));
  expect(JSON.parse(String(labels))).toEqual(['animal', 'food']);
  expect(weights?.length).toBeGreaterThan(14_000_000);
  const asked = questionsOf(page);
  await page.getByLabel('Name', { exact: true }).fill('lunch');
  await page.getByRole('button', { name: 'Keep on this device' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'lunch' })).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Open lunch' }).click();
  await expect(photosOf(page, 'animal')).toHaveCount(4);
  await page.reload();
  expect(asked).toEqual([]);
  await page.getByRole('button', { name: 'Open lunch' }).click();
  await page.getByRole('button', { name: 'Delete food' }).click();
  await page.reload();
  expect(asked).toEqual(['beforeunload']); // the browser asks whether what is not kept may go
  await page.getByRole('button', { name: 'Open lunch' }).click();
  await page.getByRole('button', { name: 'Delete lunch' }).click();
  await expect(page.getByRole('button', { name: 'Open lunch' })).toBeHidden();
  await page.reload();
  expect(asked).toHaveLength(2);
  expect(complaints).toEqual([]);
});

testLong('whatever was done is taken back, and what is wrong is said', async ({ page }) => {
  await taught(page);
  await page.getByRole('button', { name: 'Remove bison.png from animal' }).click();
  await expect(page.getByText('Classes or photos have changed since.')).toBeVisible();
  await undo(page).click();
  await expect(photosOf(page, 'animal')).toHaveCount(4);
  await page.getByLabel('Choose photos for animal').setInputFiles([
    { name: 'bison.png', mimeType: 'image/png', buffer: await readFile(sample('bison.png')) },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no photo') },
    { name: 'torn.png', mimeType: 'image/png', buffer: Buffer.from('no photo') },
  ]);
  await expect(page.getByText('Already there, and not added again: bison.png.')).toBeVisible();
  const unread = page.getByRole('alert', { name: 'These could not be added' }).getByRole('listitem');
  await expect(unread).toHaveCount(2);
  await expect(unread.first()).toContainText('notes.txt');
  await page.getByRole('button', { name: 'Delete food' }).click();
  await expect(page.getByText('Two classes are needed')).toBeVisible();
  await expect(teach(page)).toBeDisabled();
  await undo(page).click();
  await expect(photosOf(page, 'food')).toHaveCount(3);
  await page.getByLabel('Choose photos for food').setInputFiles(sample('bison.png'));
  await expect(page.getByText('The same photo is in two classes: bison.png.')).toBeVisible();
  expect(await violationsInBoth(page)).toEqual([]);
});

testLong('what was taught is kept, opened after a reload, and deleted', async ({ page }) => {
  await taught(page);
  await page.getByLabel('Name', { exact: true }).fill('lunch');
  await page.getByRole('button', { name: 'Keep on this device' }).click();
  await expect(page.getByText('“lunch” is kept on this device.')).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Open lunch' }).click();
  await expect(photosOf(page, 'animal')).toHaveCount(4);
  await page.getByLabel('Choose a photo to try').setInputFiles(sample('coffee.jpg'));
  await expect(page.getByRole('list', { name: 'Answer' }).getByRole('listitem').first()).toContainText('food');
  await teach(page).click();
  await expect(page.getByRole('button', { name: 'Undo: taught' })).toBeVisible();
  await page.getByRole('button', { name: 'Use it in all of this page' }).click();
  await expect(page.getByText('In use: lunch.safetensors')).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText(/^This was taught on resnest26_2s1x32d/)).toBeVisible();
  await page.getByRole('button', { name: 'Delete lunch' }).click();
  await expect(page.getByText('Nothing is kept yet.')).toBeVisible();
});

testLong('the camera gives photos, and shows what the head makes of it', async ({ page }) => {
  await page.context().grantPermissions(['camera']);
  await taught(page);
  await page.getByRole('button', { name: 'Use the camera' }).click();
  const live = page.getByRole('region', { name: 'Camera' });
  await expect(live.getByRole('list', { name: 'Answer' }).getByRole('listitem')).toHaveCount(2);
  await live.getByRole('button', { name: 'Take 5 photos for food' }).click();
  await expect(photosOf(page, 'food')).toHaveCount(8);
  expect(await violationsInBoth(page)).toEqual([]);
  await live.getByRole('button', { name: 'Put the camera away' }).click();
  await expect(live).toBeHidden();
  await undo(page).click();
  await expect(photosOf(page, 'food')).toHaveCount(3);
});

testLong('a head that was taught on a checkpoint with a config.json keeps that', async ({ page }) => {
  const config = { architecture: 'resnest26_2s1x32d', num_classes: 200, crop_pct: 1 };
  await page.goto('/');
  const menu = page.getByRole('region', { name: 'Model' });
  await menu.getByRole('combobox').selectOption('A checkpoint of my own…');
  const weights = await readFile(resolve(import.meta.dirname, '../dist/weights/resnest26_2s1x32d.safetensors'));
  weights.writeUInt8(weights.readUInt8(weights.length - 1) ^ 1, weights.length - 1); // not the file that the page knows
  await menu.getByLabel(/^Checkpoint/).setInputFiles({ name: 'mine.safetensors', mimeType: '', buffer: weights });
  await menu.getByLabel(/config\.json/).setInputFiles({
    ...{ name: 'config.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(config)) },
  });
  await menu.getByRole('button', { name: 'Load this model' }).click();
  await expect(menu).toContainText('In use: mine.safetensors', { timeout: 120_000 });
  await page.getByRole('link', { name: 'Teach it' }).click();
  await taughtHere(page);
  const downloads: Download[] = [];
  page.on('download', (download) => downloads.push(download));
  await page.getByRole('button', { name: 'Save as files' }).click();
  await expect(page.getByText('beside it taught.labels.json and config.json.')).toBeVisible();
  await expect.poll(() => downloads.length).toBe(3);
  const saved = downloads.find((each) => each.suggestedFilename() === 'config.json');
  expect(JSON.parse(await readFile(String(await saved?.path()), 'utf8'))).toEqual({
    ...{ ...config, num_classes: 2, label_names: ['animal', 'food'] },
  });
  await page.getByLabel('Name', { exact: true }).fill('lunch');
  await page.getByRole('button', { name: 'Keep on this device' }).click();
  await expect(page.getByText(/· mine\.safetensors \([0-9a-f]{8}\)/)).toBeVisible();
  await page.getByRole('button', { name: 'Use it in all of this page' }).click();
  await expect(menu).toContainText('In use: lunch.safetensors', { timeout: 120_000 });
  await page.getByRole('link', { name: 'One photo' }).click();
  await page.getByRole('button', { name: 'An African elephant' }).click();
  const square = page.getByRole('application', { name: 'The square that the model sees' });
  await expect(square).toHaveAttribute('aria-description', /100% of the short side/);
  await page.getByRole('link', { name: 'Teach it' }).click();
  await page.getByRole('button', { name: 'Open lunch' }).click();
  await expect(
    page.getByText(/^This was taught on mine\.safetensors \([0-9a-f]{8}\), and another model sees/),
  ).toBeVisible();
});

testLong(
  'where the graphics processor goes while the head is tried, the model comes back and answers',
  async ({ page }) => {
    await watch(page);
    await page.goto('/#backend=webgpu&view=teach');
    await taughtHere(page);
    const refuseAdapters = (): void => {
      GPU.prototype.requestAdapter = () => Promise.resolve(null);
    };
    await inWorkers(page, refuseAdapters); // at the loss and at the call
    await addInitInWorkers(page, refuseAdapters); // at the page's first attempt
    await loseDevices(page);
    await page.getByLabel('Choose a photo to try').setInputFiles(sample('bison.png'));
    await expect(page.getByRole('region', { name: 'Teach it' }).getByText('Trying again in 2 seconds.')).toBeVisible();
    await page.unroute(WORKER);
    const answers = page.getByRole('list', { name: 'Answer' }).getByRole('listitem');
    await expect(answers.first()).toContainText('animal', { timeout: 100_000 });
    await expect(page.getByRole('region', { name: 'Try it on a new photo' }).getByRole('alert')).toHaveCount(0);
  },
);
