/** The answer is honest and shows why: its sentence, its square, its map, and all that lies one step away. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { ON_WEBGPU } from './inWorkers';
import { complaintsOf, watch } from './watch';

// One page for all: on a GPU in software it takes seconds until a model is ready.
test.describe.configure({ mode: 'serial' });

let page: Page;
let complaints: string[];

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  complaints = complaintsOf(page);
  await watch(page);
  await page.goto(ON_WEBGPU);
});

test.afterAll(() => page.close());

const answer = (): Locator => page.getByRole('region', { name: 'Answer' });
const lines = (): Locator => answer().getByRole('listitem');
const sample = (title: string): Locator => page.getByRole('button', { name: title });
const verdict = (): Locator => page.locator('.said');
const square = (): Locator => page.getByRole('application', { name: 'The square that the model sees' });
const map = (): Locator => page.locator('.heat');

test('the answer begins with a sentence that says how sure it is, and why it may say so', async () => {
  await sample('A lemon').click();
  await expect(verdict()).toHaveText('lemon, quite surely.', { timeout: 100_000 });
  await expect(page.getByRole('status')).toContainText(/^lemon, quite surely\. lemon 9\d\.\d%, /);
  await expect(page.locator('.verdict')).toContainText(/Of 100 answers as sure as this one, 9\d are right/);
  await page
    .getByLabel('Choose a photo')
    .setInputFiles({ name: 'noise.png', mimeType: 'image/png', buffer: await noise() });
  await expect(page.getByRole('img', { name: 'noise.png' })).toBeVisible();
  await expect(verdict()).toHaveText('I do not recognise this.');
});

/** A picture of which nobody could say what it shows. */
const noise = async (): Promise<Buffer> =>
  Buffer.from(
    await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(240, 160);
      const context = canvas.getContext('2d');
      for (let i = 0; i < 600; i++) {
        context?.beginPath();
        if (context) context.fillStyle = `hsl(${(i * 137) % 360} 80% ${(i * 31) % 100}%)`;
        context?.fillRect((i % 30) * 8, Math.floor(i / 30) * 8, 8, 8);
      }
      return Array.from(new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer()));
    }),
  );

test('the square is moved by pointer, by keys and by buttons, and the answer follows', async () => {
  await sample('A cup of espresso').click();
  await expect(lines().first()).toContainText('espresso');
  await page.evaluate(() => scrollTo(0, 0)); // all of the photo is in the window
  const sheet = await page.locator('.sheet').boundingBox();
  const start = await square().boundingBox();
  if (!sheet || !start) throw new Error('no square is drawn');
  // The model sees 96 of 109 parts of the short side, which is the height of this photo.
  expect(start.height / sheet.height).toBeCloseTo(96 / 109, 2);
  const usual = await lines().allTextContents();

  const corner = [start.x + start.width, start.y + start.height] as const;
  await page.mouse.move(...corner);
  await page.mouse.down();
  await page.mouse.move(corner[0] - start.width / 2, corner[1] - start.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await square().boundingBox())?.width).toBeLessThan(start.width * 0.55);
  await expect(lines()).not.toHaveText(usual);

  await square().focus();
  const left = (await square().boundingBox())?.x ?? NaN;
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await square().boundingBox())?.x).toBeGreaterThan(left + 5);
  await page.getByRole('button', { name: 'Larger square' }).click();
  await page.getByRole('button', { name: 'Usual square' }).click();
  await expect(lines()).toHaveText(usual);
  expect((await square().boundingBox())?.width).toBeCloseTo(start.width, 0);
});

test('whoever points at a label sees where it comes from, and a click keeps it', async () => {
  await expect(map()).toHaveCount(0);
  await lines().first().hover();
  await expect(map().locator('span')).toHaveCount(9);
  await expect(answer()).toContainText(/What speaks most for espresso lies at the \w/);
  await page.mouse.move(0, 0);
  await expect(map()).toHaveCount(0);

  await page.getByRole('button', { name: /^espresso/ }).focus();
  await expect(map()).toHaveCount(1);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.getByRole('slider', { name: 'Strength of the map' }).fill('0.2');
  await expect(map().locator('canvas')).toHaveCSS('opacity', '0.2');
  await page.getByRole('button', { name: /^espresso/ }).click();
});

test('what split attention did is shown block by block', async () => {
  await page.getByText('What split attention did with this photo').click();
  await expect(page.locator('.block')).toHaveCount(8);
  await expect(page.locator('.block').first()).toContainText(/^layer1\.0, 32 channels It .+ from split [12]\.$/);
  await page.getByText('What split attention did with this photo').click();
  await expect(page.locator('.block')).toHaveCount(0);
});

test('what the model knows is one step away', async () => {
  await page.getByRole('button', { name: 'What it knows: 200 things' }).click();
  const dialog = page.getByRole('dialog', { name: 'What this model knows' });
  await expect(dialog).toContainText('251 of 500 validation photos');
  await expect(dialog).toContainText('Tiny ImageNet');
  await expect(dialog).toContainText('Apache-2.0');
  await expect(dialog.getByRole('listitem')).toHaveCount(200);
  await dialog.getByLabel('Search the classes').fill('Elephant');
  await expect(dialog.getByRole('listitem')).toHaveText(['African elephant']);
  await page.keyboard.press('Escape'); // the browser empties the field first
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('behind the scenes are the input as a picture, the device, and a test of it', async () => {
  await page.getByRole('button', { name: 'Behind the scenes' }).click();
  const dialog = page.getByRole('dialog', { name: 'Behind the scenes' });
  const colours = (): Promise<number> =>
    dialog.locator('canvas').evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const data = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      return new Set(Array.from(data).filter((_, i) => i % 4 === 0)).size;
    });
  await expect.poll(colours).toBeGreaterThan(100); // shades of red in a photo
  await expect(dialog).toContainText('14.8 MB of weights');
  await dialog.getByRole('button', { name: 'Test this graphics processor' }).click();
  await expect(dialog.getByLabel('Report')).toContainText('conv2d', { timeout: 100_000 });
  await expect(dialog).toContainText('All programs compute what they should.');
  await dialog.getByRole('button', { name: 'Close' }).click();
});

test('nothing of all this pushed the page about', async () => {
  expect(await page.evaluate(() => window.shifted)).toBeLessThan(0.02);
});

test('the page speaks Chinese, its refusals too, and remembers it', async ({ browser }) => {
  await page.getByLabel('Language').selectOption('中文');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('照片里有什么？');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(page.locator('.said')).toHaveText('espresso，相当肯定。');
  await page.getByLabel('选择照片').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('no') });
  await expect(page.getByRole('alert').filter({ hasText: 'a.png' })).toHaveText(/^a\.png看名称是图片，里面却没有.+。$/);
  expect(await page.evaluate(() => localStorage.getItem('language'))).toBe('zh');
  await page.getByLabel('语言').selectOption('English');

  const chinese = await browser.newPage({ locale: 'zh-TW' });
  await chinese.goto('/');
  await expect(chinese.getByText('选择照片', { exact: true })).toBeVisible();
  await expect(chinese).toHaveTitle(/照片里有什么/);
  await chinese.close();
});

test('nothing failed on the way or broke the content security policy', () => {
  expect(complaints).toEqual([]);
});
