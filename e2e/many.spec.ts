/** Many photos: brought, looked at in their order, filtered, sorted, compared and saved. */
import { expect, test, type Download, type Locator, type Page } from '@playwright/test';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { violationsInBoth } from './axe';
import { complaintsOf } from './watch';

// One page for all: on a GPU in software it takes seconds until a model is ready.
test.describe.configure({ mode: 'serial' });

const samples = resolve(import.meta.dirname, '../public/samples');
/** Of some, a few copies under other names, so that a folder holds about twenty. */
const NAMES = ['bison.png', 'coffee.jpg', 'dromedary.png', 'elephant.png', 'lemon.png', 'mantis.jpg', 'orange.jpg'];

let page: Page;
let folder: string;
let complaints: string[];

test.beforeAll(async ({ browser }, { outputDir }) => {
  folder = join(outputDir, 'photos');
  await mkdir(join(folder, 'more'), { recursive: true });
  for (const name of NAMES) {
    const bytes = await readFile(join(samples, name));
    await writeFile(join(folder, name), bytes);
    await writeFile(join(folder, 'more', name.replace('.', '2.')), bytes);
  }
  const lemon = await readFile(join(samples, 'lemon.png'));
  await writeFile(join(folder, '=1+1,"yes".png'), lemon);
  await writeFile(join(folder, 'cut.png'), lemon.subarray(0, lemon.length / 2));
  await writeFile(join(folder, 'empty.png'), '');
  await writeFile(join(folder, 'me.heic'), '\0\0\0\x18ftypheic');
  await writeFile(join(folder, 'notes.txt'), 'no picture');
  await writeFile(join(folder, '.DS_Store'), '');
  page = await browser.newPage();
  complaints = complaintsOf(page);
  await page.goto('/#view=many');
});

test.afterAll(async () => {
  await page.close();
  await rm(folder, { recursive: true });
});

const many = (): Locator => page.getByRole('region', { name: 'Many photos' });
const cards = (): Locator => many().getByRole('list', { name: 'Photos and their labels' }).getByRole('listitem');
const firstNames = (count: number): Promise<string[]> =>
  cards().evaluateAll(
    (all, most) => all.slice(0, most).map((li) => li.querySelector('.shot-name')?.textContent ?? ''),
    count,
  );
const saved = async (name: string): Promise<string> => {
  const download: Promise<Download> = page.waitForEvent('download');
  await many().getByRole('button', { name }).click();
  return readFile(await (await download).path(), 'utf8');
};

test('a folder is looked at in order, with progress; it can be stopped and gone on with', async () => {
  await expect(many()).toContainText('Your photos appear here');
  expect(await violationsInBoth(page)).toEqual([]);
  await page.getByLabel('Choose a folder').setInputFiles(folder);
  await expect(many().getByText('notes.txt is no picture, and is left out.')).toBeVisible();
  await expect(cards().first()).toBeVisible({ timeout: 100_000 });
  await many().getByRole('button', { name: 'Stop' }).click();
  await expect(
    many()
      .getByText(/^Stopped after \d+ of 18 photos\.$/)
      .first(),
  ).toBeVisible();
  const stopped = await cards().count();
  await many().getByRole('button', { name: 'Go on' }).click();
  await expect(many().getByText('All 18 photos have been looked at.').first()).toBeVisible({ timeout: 100_000 });
  expect(stopped).toBeLessThan(15);
  await expect(cards()).toHaveCount(15);
  const paths = await firstNames(15);
  expect(paths.filter((path) => path.startsWith('photos/more/'))).toEqual(
    NAMES.map((name) => `photos/more/${name.replace('.', '2.')}`),
  );
});

test('photos that cannot be read are listed with their reasons', async () => {
  const unread = many().getByRole('group').filter({ hasText: '3 photos could not be read' }).getByRole('listitem');
  await expect(unread).toHaveCount(3);
  await expect(unread.filter({ hasText: 'cut.png' })).toContainText('cannot be read to its end as a picture');
  await expect(unread.filter({ hasText: 'empty.png' })).toContainText('empty.png is empty');
  await expect(unread.filter({ hasText: 'me.heic' })).toContainText('Export it as a JPEG');
});

test('the grid is filtered by words, label and score, and sorted', async () => {
  const sort = many().getByLabel('Order');
  await sort.selectOption('Surest first');
  const scores = await cards().locator('.percent').allTextContents();
  expect(scores.map(parseFloat)).toEqual(scores.map(parseFloat).sort((a, b) => b - a));
  await sort.selectOption('By name');
  expect((await firstNames(2)).at(-1)).toBe('photos/bison.png');
  await many().getByLabel('Search names and labels').fill('LEMON');
  await expect(many().getByText('5 of 15 photos')).toBeVisible(); // an orange may be a lemon, too
  await many().getByLabel('Search names and labels').fill('');
  await many().getByLabel('Label', { exact: true }).selectOption('lemon (3)');
  await expect(cards()).toHaveCount(3);
  await many().getByLabel('Label', { exact: true }).selectOption({ index: 0 });
  await many().getByRole('slider').fill('0.9');
  await expect(many().getByText(/^\d of 15 photos/)).toBeVisible();
  await many().getByRole('slider').fill('0');
});

test('a photo is pressed, and the most alike come first; another photo serves as well', async () => {
  await many()
    .getByRole('button', { name: /more\/orange2/ })
    .click();
  await expect(many().getByRole('heading', { name: 'Most like photos/more/orange2.jpg' })).toBeFocused();
  expect(new Set(await firstNames(2))).toEqual(new Set(['photos/more/orange2.jpg', 'photos/orange.jpg']));
  await expect(cards().nth(1)).toContainText('1.00');
  expect(await violationsInBoth(page)).toEqual([]);

  await many().getByLabel('Search by a photo').setInputFiles(join(samples, 'bison.png'));
  await expect(many().getByRole('heading', { name: 'Most like bison.png' })).toBeVisible();
  expect(new Set(await firstNames(2))).toEqual(new Set(['photos/bison.png', 'photos/more/bison2.png']));
  await many().getByRole('button', { name: 'Show all again' }).press('Enter');
  await expect(many().getByLabel('Search by a photo')).toBeFocused(); // what was pressed is gone
  await expect(cards().first()).toContainText('%');
});

test('all answers are saved as CSV and as JSON', async () => {
  const csv = await saved('Save as CSV');
  expect(csv).toMatch(/^\uFEFFpath,label_1,score_1,.+,error\r\n/);
  expect(csv).toContain('\r\nphotos/more/lemon2.png,lemon,0.9');
  expect(csv).toContain('\r\n"photos/=1+1,""yes"".png",lemon,0.9');
  expect(csv).toMatch(/\r\nphotos\/empty\.png,,,,,,,,,,,empty\.png is empty/);
  const json = JSON.parse(await saved('Save as JSON')) as Saved;
  expect(json.photos).toHaveLength(18);
  expect(json.model.name).toBe('resnest26_2s1x32d');
  expect(json.model.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(json.settings).toMatchObject({ inputSize: [96, 96], preprocessing: { recipe: 'timm' } });
  expect(json.photos.find(({ path }) => path === 'photos/empty.png')?.error?.code).toBe('photo-empty');
});

interface Saved {
  readonly model: { readonly name: string; readonly sha256: string };
  readonly settings: object;
  readonly photos: readonly { readonly path: string; readonly error?: { readonly code: string } }[];
}

test('one of them becomes the one photo, with the same answer', async () => {
  await many()
    .getByRole('button', { name: /more\/lemon2/ })
    .click();
  const score = await many()
    .getByText(/^lemon \(/)
    .count();
  expect(score).toBe(1);
  await many().getByRole('button', { name: 'Open as the one photo' }).click();
  await expect(page).not.toHaveURL(/view=/);
  const best = page.getByRole('region', { name: 'Answer' }).getByRole('listitem').first();
  await expect(best).toHaveText(/^lemon9\d\.\d%$/);
  const percent = ((await best.textContent()) ?? '').replace('lemon', '');
  await page.goBack();
  await many().getByRole('button', { name: 'Show all again' }).click();
  await expect(many().getByRole('button', { name: /more\/lemon2/ })).toContainText(percent);
});

test('photos that are dropped come behind the others, a checkpoint is offered as the model, and all can be removed', async () => {
  await page.evaluate(async () => {
    const transfer = new DataTransfer();
    const blob = await (await fetch('samples/mantis.jpg')).blob();
    transfer.items.add(new File([blob], 'dropped.jpg', { type: 'image/jpeg' }));
    transfer.items.add(new File(['<html>Please sign in'], 'mine.pth'));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
  });
  await expect(cards()).toHaveCount(16, { timeout: 100_000 });
  await many().getByLabel('Order').selectOption('As they came');
  await expect(cards().last()).toContainText('dropped.jpg');
  await page.getByLabel('Language').selectOption('中文');
  expect(await violationsInBoth(page)).toEqual([]);
  await page.getByLabel('语言').selectOption('English');
  await expect(many()).toContainText('mine.pth is no picture, but a model’s file.');
  await many().getByRole('button', { name: 'Load it as the model' }).click();
  await expect(page.getByRole('region', { name: 'Model' }).getByRole('alert')).toHaveText(
    /is a web page, not a checkpoint/,
  );
  await expect(many().getByText('mine.pth')).toHaveCount(0);
  const menu = page.getByRole('region', { name: 'Model' });
  await menu.getByRole('combobox', { name: 'Model', exact: true }).selectOption('A checkpoint of my own…');
  await expect(menu.getByRole('alert')).toBeHidden(); // the person goes on
  await many().getByRole('button', { name: 'Remove all' }).click();
  await expect(many()).toContainText('Your photos appear here');
});

test('a picture is fetched from an address that is dropped, here and on teaching, and a text is not passed over', async () => {
  const drop = (type: string, path: string): Promise<boolean> =>
    page.evaluate(
      ([type, path]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData(type, type === 'text/plain' ? path : new URL(path, location.href).href);
        return document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
      },
      [type, path] as const,
    );
  await drop('text/uri-list', 'samples/orange.jpg');
  await expect(cards()).toHaveText(/orange\.jpg/);
  await page.getByRole('link', { name: 'Teach it' }).click();
  await expect(page.getByText('Before you teach')).toBeVisible();
  await drop('text/plain', 'a lemon');
  await expect(page.getByRole('status').filter({ hasText: 'There is no picture in that.' })).toBeVisible();
  await drop('text/uri-list', 'samples/lemon.png');
  await expect(page.getByRole('button', { name: 'Remove lemon.png from Class 1' })).toBeVisible();
  await drop('text/uri-list', 'samples/none.jpg');
  await expect(
    page.getByRole('alert').filter({ hasText: /leads to a page of|has nothing at that address/ }),
  ).toBeVisible();
});

test('nothing failed on the way or broke the content security policy', () => {
  expect(complaints).toEqual([]);
});
