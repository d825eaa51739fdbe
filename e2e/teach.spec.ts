/** Teaching: classes with photos, a head that learns on this device, what it says, its files, and what is kept. */
import { expect, test, type Download, type Locator, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { violationsInBoth } from './axe';
import { findBrowser } from '../tools/common/browser/findBrowser';
import { testLong } from './length';
import { complaintsOf } from './watch';

const { executablePath, args, env } = await findBrowser();
test.use({ launchOptions: { executablePath, env, args: [...args, '--use-fake-device-for-media-stream'] } });

const sample = (name: string): string => resolve(import.meta.dirname, '../public/samples', name);
const animals = ['bison.png', 'elephant.png', 'dromedary.png', 'mantis.jpg'].map(sample);
const food = ['coffee.jpg', 'lemon.png', 'orange.jpg'].map(sample);

const named = (page: Page, place: number): Locator => page.getByLabel(`Name of class ${place}`);
const photosOf = (page: Page, name: string): Locator =>
  page.getByRole('list', { name: `Photos of ${name}` }).getByRole('button');
const undo = (page: Page): Locator => page.getByRole('button', { name: /^Undo/ });
const teach = (page: Page): Locator => page.getByRole('button', { name: /^Teach/ });

/** Two classes with their photos, taught. */
async function taught(page: Page): Promise<void> {
  await page.goto('/#view=teach');
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
  await expect
    .poll(() => downloads.map((each) => each.suggestedFilename()))
    .toEqual(['taught.safetensors', 'taught.labels.json']);
  const [weights, labels] = await Promise.all(downloads.map(async (each) => readFile(await each.path())));
  expect(JSON.parse(String(labels))).toEqual(['animal', 'food']);
  expect(weights?.length).toBeGreaterThan(14_000_000);
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
