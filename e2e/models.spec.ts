/** Other models than the embedded one: published, kept, linked and dropped. The hub is this test's, its file seeded. */
import { expect, test, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { parametersOf } from '../src/model/parameters';
import { buildResNeSt } from '../src/model/resnest';
import { variantNamed } from '../src/model/variants';
import { safetensors } from '../src/testing/safetensorsFile';
import { seededWeights } from '../src/testing/seeded';
import { violationsInBoth, violationsOf } from './axe';
import { addInitInWorkers, WORKER } from './inWorkers';
import { complaintsOf, holdDecoding, letDecodingGo } from './watch';

// One page for all: on a GPU in software it takes seconds until a model is ready.
test.describe.configure({ mode: 'serial' });

const NAME = 'resnest26d.gluon_in1k';
const PUBLISHED = 'A model that its authors published…';
const CORS = { 'access-control-allow-origin': '*' };

let context: BrowserContext;
let page: Page;
let complaints: string[];
let file: Buffer;

test.beforeAll(async ({ browser }) => {
  file = Buffer.concat(safetensors(seededWeights(parametersOf(buildResNeSt(variantNamed('resnest26d').config)))));
  context = await browser.newContext({ serviceWorkers: 'block' }); // it would answer before the routes
  await context.route('https://huggingface.co/**', (route) => route.abort());
  await context.route(`https://huggingface.co/timm/${NAME}/**`, (route) =>
    route.fulfill({ body: file, headers: { ...CORS, etag: '"1"' } }),
  );
  page = await context.newPage();
  complaints = complaintsOf(page);
  await page.goto('/');
});

test.afterAll(() => context.close());

const menuOn = (on: Page, name = 'Model'): Locator => on.getByRole('region', { name });
const menu = (): Locator => menuOn(page);
const row = (name: string): Locator => menu().getByRole('listitem').filter({ hasText: name });
const load = (name: string): Promise<void> =>
  menu()
    .getByRole('button', { name: `Load ${name}` })
    .click();
const lines = (on: Page): Locator => on.getByRole('region', { name: 'Answer' }).getByRole('listitem');

test('every published model is listed with what one should know before it is fetched', async () => {
  await expect(menu()).toContainText('In use: resnest26_2s1x32d,', { timeout: 100_000 });
  await menu().getByRole('combobox').selectOption(PUBLISHED);
  await expect(menu().getByRole('listitem')).toHaveCount(21);
  await expect(menu().getByRole('button', { name: /^Load / })).toHaveCount(8);
  await expect(row(NAME)).toContainText(
    'about 68 MB · right in 78.5% of ImageNet’s validation photos · sees 224×224 pixels · Apache-2.0',
  );
  await expect(menu().getByRole('link', { name: 'Download resnest269-0cc87c48.pth' })).toHaveAttribute(
    'href',
    'https://github.com/zhanghang1989/ResNeSt/releases/download/weights_step1/resnest269-0cc87c48.pth',
  );
  expect(await violationsInBoth(page)).toEqual([]);

  const usual = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  const tallest = await menu()
    .getByRole('listitem')
    .evaluateAll((rows) => Math.max(...rows.map((each) => each.clientHeight)));
  expect(tallest).toBeLessThan(200); // no column is squeezed to a letter a line
  if (usual) await page.setViewportSize(usual);
});

test('a download shows its bytes, its rate and the time left, and a cancel keeps the old model', async () => {
  await addInitInWorkers(page, () => {
    const real = fetch;
    globalThis.fetch = async (input, init) => {
      const response = await real(input, init);
      if (!response.url.startsWith('https://huggingface.co/')) return response;
      // Routes answer at once; only a stream of the worker's own comes slowly.
      const bytes = new Uint8Array(await response.arrayBuffer());
      let at = 0;
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          if (at > 0) await new Promise((resolve) => setTimeout(resolve, 100));
          await globalThis.hold;
          controller.enqueue(bytes.slice(at, at + 400_000));
          at += 400_000;
        },
      });
      return new Response(body, { headers: { 'content-length': String(bytes.length) } });
    };
  });
  await load(NAME);
  await expect(menu().locator('.coming')).toContainText(
    /Fetching the model: \d+\.\d MB of 68\.4 MB, \d+\.\d MB a second, (less than )?\d+ seconds left/,
  );
  await expect(menu().getByRole('progressbar')).not.toHaveAttribute('value', '0');
  await expect(row(NAME).getByRole('button')).toHaveText('Loading…');
  await holdDecoding(page); // of the bytes here
  await expect(menu().locator('.coming')).toContainText(/\d\.\d MB of 68\.4 MB, nothing comes at the moment/, {
    timeout: 6000,
  });
  await letDecodingGo(page);
  await expect(menu().locator('.coming')).toContainText('MB a second');
  await menu().getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(menu().getByRole('progressbar')).toBeHidden();
  await expect(menu().getByRole('combobox').first()).toBeFocused(); // the keyboard goes on from there
  await expect(menu()).toContainText('In use: resnest26_2s1x32d,');
  await expect(menu().getByRole('alert')).toBeHidden();
  await page.unroute(WORKER);
});

test('a download that fails says why, and the old model goes on', async () => {
  await context.route('https://huggingface.co/timm/resnest14d.gluon_in1k/**', (route) =>
    route.fulfill({ body: '<html>Please sign in', contentType: 'text/html', headers: CORS }),
  );
  await load('resnest14d.gluon_in1k');
  await expect(menu().getByRole('alert')).toHaveText(/^In place of the model came something else, .+ try again\.$/);
  await expect(menu()).toContainText('In use: resnest26_2s1x32d,');
  await menu().getByRole('combobox').selectOption('embedded');
  await expect(menu().getByRole('alert')).toBeHidden();
  await menu().getByRole('combobox').selectOption(PUBLISHED);
  await page.getByRole('button', { name: 'A lemon' }).click();
  await expect(lines(page).first()).toContainText('lemon');
});

test('a published model is loaded by its name, and is listed among those that are kept', async () => {
  await load(NAME);
  await expect(menu()).toContainText(`In use: ${NAME}, 17.1 million parameters`, { timeout: 100_000 });
  await expect(menu().getByRole('alert')).toBeHidden();
  await expect(row(NAME).getByRole('button')).toHaveText('In use');
  await menu().getByText('Kept on this device').click();
  await expect(menu().getByText('2 models, ')).toBeVisible();
  await expect(row('last used')).toHaveCount(2);
  expect(await violationsOf(page)).toEqual([]);
});

test('a link opens the page with that model and a sample, and one of unknown names says so', async () => {
  const link = await menu().getByRole('link', { name: 'Link to this model and photo' }).getAttribute('href');
  expect(link).toBe(`#model=${NAME}&sample=lemon.png`);
  const linked = await context.newPage();
  await linked.goto(`/${String(link)}`);
  await expect(linked.getByRole('region', { name: 'Photo', exact: true }).getByRole('img')).toHaveAttribute(
    'alt',
    'A lemon',
  );
  await expect(menuOn(linked)).toContainText(`In use: ${NAME},`, { timeout: 100_000 });
  await linked.evaluate(() => (location.hash = '#model=<b>none</b>&sample=../none.png'));
  await expect(linked.getByRole('alert').filter({ hasText: 'link' })).toHaveText(
    'The link names “<b>none</b>”, which this page does not have.',
  );
  await expect(menuOn(linked)).toContainText(`In use: ${NAME},`);
  await linked.close();
});

test('a checkpoint that is dropped on the page is loaded', async () => {
  await page.evaluate(async () => {
    const get = async (path: string, name: string): Promise<File> => new File([await (await fetch(path)).blob()], name);
    const transfer = new DataTransfer();
    transfer.items.add(await get('weights/resnest26_2s1x32d.safetensors', 'mine.safetensors'));
    transfer.items.add(new File(['{"architecture":"resnest26_2s1x32d","num_classes":200}'], 'config.json'));
    transfer.items.add(new File(['{}'], 'optimizer.bin'));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
  });
  await expect(menu()).toContainText('In use: mine.safetensors,', { timeout: 100_000 });
  await expect(menu()).toContainText('Not used of what you dropped: optimizer.bin.');
  await expect(lines(page).first()).toContainText('lemon');
});

test('a kept model is deleted, and then all of them', async () => {
  await menu().getByRole('button', { name: 'Delete resnest26d' }).click();
  await expect(menu().getByText('1 model, 14.8 MB')).toBeVisible();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Kept on this device');
  await menu().getByRole('button', { name: 'Ask the browser to keep them' }).click();
  await expect(menu().getByText(/^The browser (keeps them even|did not agree)/)).toBeVisible();
  await menu().getByRole('button', { name: 'Delete all' }).click();
  await expect(menu().getByText('No model is kept on this device.')).toBeVisible();
  await expect(menu().getByRole('button', { name: /^Delete/ })).toHaveCount(0);
});

test('all of this is there in Chinese', async () => {
  await page.getByLabel('Language').selectOption('中文');
  const chinese = menuOn(page, '模型');
  await chinese.getByRole('combobox').first().selectOption('作者公布的模型…');
  await expect(chinese.getByRole('listitem')).toHaveCount(21);
  await expect(chinese).toContainText('约 68 MB · ImageNet 验证照片答对 78.5% · 看 224×224 个像素 · Apache-2.0');
  await expect(chinese.getByText('这台设备上没有保存模型。')).toBeVisible();
  expect(await violationsInBoth(page)).toEqual([]);
});

test('nothing failed on the way or broke the content security policy', () => {
  expect(complaints).toEqual([]);
});

test('who deletes the page’s own model is told that it does not work offline any more', async ({ browser }) => {
  const own = await browser.newPage();
  await own.goto('/');
  await expect(own.locator('footer')).toContainText('works offline too', { timeout: 100_000 });
  await menuOn(own).getByText('Kept on this device').click();
  await menuOn(own).getByRole('button', { name: 'Delete all' }).click();
  await expect(own.locator('footer')).toContainText('It does not work offline now: the model is no longer kept');
  await own.close();
});
