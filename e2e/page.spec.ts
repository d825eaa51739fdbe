import { expect, test, type Locator, type Page, type Route } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ON_WEBGPU } from './inWorkers';
import { complaintsOf, decodesOf, holdDecoding, letDecodingGo, loseDevices, watch } from './watch';

const root = resolve(import.meta.dirname, '..');
const samples = resolve(root, 'public/samples');
const weights = resolve(root, 'weights/resnest26_2s1x32d.safetensors');
const labels = resolve(root, 'weights/resnest26_2s1x32d.labels.json');

// One page for all: on a GPU in software it takes seconds until a model is ready.
test.describe.configure({ mode: 'serial' });

let page: Page;
let complaints: string[];

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage({ serviceWorkers: 'block' }); // it would answer before `page.route`
  complaints = complaintsOf(page);
  await watch(page);
});

test.afterAll(() => page.close());

/** The answer's lines, best first. While a photo waits for its answer, the region has another name. */
const lines = (): Locator => page.getByRole('region', { name: 'Answer' }).getByRole('listitem');
const sample = (title: string): Locator => page.getByRole('button', { name: title });
const photo = (): Locator => page.getByRole('region', { name: 'Photo', exact: true }).getByRole('img');
const menu = (): Locator => page.getByRole('region', { name: 'Model' });
const choose = (files: Parameters<Locator['setInputFiles']>[0]): Promise<void> =>
  page.getByLabel('Choose a photo').setInputFiles(files);

test('the first screen is there before the JavaScript, and offers nothing that goes again', async () => {
  const held: Route[] = [];
  await page.route('**/index-*.js', (route) => void held.push(route), { times: 1 });
  await page.goto(ON_WEBGPU, { waitUntil: 'commit' });
  await expect(page.getByRole('heading', { name: 'What is in your photo?' })).toBeVisible();
  await expect(page.getByText('Choose a photo', { exact: true })).toBeVisible();
  await expect(sample('A cup of espresso')).toBeVisible();
  await expect(page.getByRole('progressbar')).toBeVisible();
  expect(held).toHaveLength(1);
  await held[0]?.continue();
  await expect(page.getByText(/^(Fetching|Unpacking|Preparing) the model/)).toBeVisible(); // the page lives
});

test('a sample that is chosen while the model loads is answered when it is ready', async () => {
  await expect(page.getByRole('progressbar')).toBeVisible();
  await sample('A cup of espresso').click();
  await expect(photo()).toBeVisible();
  await expect(lines()).toHaveCount(5, { timeout: 100_000 });
  await expect(lines().first()).toHaveText(/^espresso\d+\.\d%$/);
  await expect(page.getByRole('status')).toContainText('espresso');
  await expect(page.getByRole('region', { name: 'Answer' })).toContainText(/run alone: .*\d ms on \w/);
  await expect(page.getByRole('progressbar')).toBeHidden();
  const [buttons, shifted] = await page.evaluate(() => [[...window.buttons], window.shifted] as const);
  expect(buttons.filter((name) => /load|again/i.test(name))).toEqual([]);
  expect(shifted).toBeLessThan(0.02);
});

test('bars are seen in forced colours', async () => {
  await page.emulateMedia({ forcedColors: 'active' });
  const colours = await page
    .locator('.bar')
    .first()
    .evaluate((bar) => {
      const fill = bar.firstElementChild as Element;
      const { backgroundColor, borderTopStyle } = getComputedStyle(bar);
      return { ground: backgroundColor, ink: getComputedStyle(fill).backgroundColor, border: borderTopStyle };
    });
  const [edge, other] = await page
    .locator('.views a')
    .evaluateAll((links) => links.map((link) => getComputedStyle(link).borderBottomColor));
  await page.emulateMedia({ forcedColors: 'none' });
  expect(edge).not.toBe(other); // the view that is shown
  expect(colours.ink).not.toBe(colours.ground);
  expect(colours.border).toBe('solid');
});

test('a photo is decoded once, and can be given up while that takes long', async () => {
  const before = await decodesOf(page);
  await sample('A bison').click();
  await expect(lines().first()).toContainText('bison');
  expect(await decodesOf(page)).toBe(before + 1);

  await holdDecoding(page);
  await sample('A lemon').click();
  await expect(photo()).toHaveAttribute('alt', 'A lemon');
  await expect(page.getByText('%')).toHaveCount(0);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await letDecodingGo(page);
  await expect(photo()).toHaveAttribute('alt', 'A bison');
  await expect(lines().first()).toContainText('bison');
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
const hand = (file: string, event: 'drop' | 'paste'): Promise<void> => handAll([file], event);

/** Drops or pastes samples as files, together with texts by their type. */
const handAll = (
  files: readonly string[],
  event: 'drop' | 'paste',
  texts: Readonly<Record<string, string>> = {},
): Promise<void> =>
  page.evaluate(
    async ([files, event, texts]) => {
      const transfer = new DataTransfer();
      for (const file of files)
        transfer.items.add(new File([await (await fetch(`samples/${file}`)).blob()], file, { type: 'image/png' }));
      for (const [type, text] of Object.entries(texts)) transfer.items.add(text, type);
      const init = { bubbles: true, cancelable: true };
      document.body.dispatchEvent(
        event === 'paste'
          ? new ClipboardEvent(event, { ...init, clipboardData: transfer })
          : new DragEvent(event, { ...init, dataTransfer: transfer }),
      );
    },
    [files, event, texts] as const,
  );

test('nothing that is dropped or pasted is ignored in silence', async () => {
  const region = page.getByRole('region', { name: 'Photo', exact: true });
  await handAll(['lemon.png', 'bison.png', 'elephant.png'], 'drop');
  await expect(lines().first()).toContainText('lemon');
  await expect(region.locator('.note')).toHaveText('One photo at a time: bison.png and elephant.png are left out.');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'What it knows: 200 things' }).click();
  await expect(dialog).toBeVisible();
  await handAll([], 'paste', { 'text/plain': 'a lemon' });
  await expect(region.getByRole('alert')).toHaveText(/^That is text, not a picture\./);
  await expect(dialog).toHaveCount(0); // it would hide what is said
  await expect(lines().first()).toContainText('lemon');
});

/** Two pictures of 4x4 pixels, red and then blue, for ever. */
const TURNING =
  'R0lGODlhBAAEAIEAAP8AAAAA/wAAAAAAACH/C05FVFNDQVBFMi4wAwEAAAAh+QQACgAAACwAAAAABAAEAAAICQABCBxIsCCAgAAh+QQBCgABACwAAAAABAAEAIEAAP8AAAAAAAAAAAAICQABCBxIsCCAgAA7';

test('of an animation the page shows the one picture that the model sees, and what is transparent as white', async () => {
  const note = page.getByText('This is an animation.');
  await choose({ name: 'turning.gif', mimeType: 'image/gif', buffer: Buffer.from(TURNING, 'base64') });
  await expect(note).toBeVisible();
  await expect(lines()).toHaveCount(5);
  const shown = (): Promise<number[]> =>
    photo().evaluate((image: HTMLImageElement) => {
      const context = new OffscreenCanvas(4, 4).getContext('2d');
      context?.drawImage(image, 0, 0);
      return [...(context?.getImageData(0, 0, 1, 1).data ?? [])];
    });
  for (let look = 0; look < 4; look++) {
    expect(await shown()).toEqual([255, 0, 0, 255]);
    await page.waitForTimeout(60);
  }
  await expect(photo()).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await sample('A bison').click();
  await expect(note).toHaveCount(0);
});

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
    ['notes.png', Buffer.from('no image'), /^notes\.png is named like a picture, but holds none .+\.$/],
    ['me.heic', Buffer.from('\0\0\0\x18ftypheic'), /^me\.heic is a HEIC photo, .+ JPEG.+\.$/],
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

test('a checkpoint without a classifier is refused in words, and a message for programmers stays behind', async () => {
  const { file, without } = headless(await readFile(weights));
  expect(without).toBeGreaterThan(0);
  await menu().getByLabel('Checkpoint').setInputFiles({ name: 'trunk.safetensors', mimeType: '', buffer: file });
  await menu().getByLabel('Labels').setInputFiles([]);
  await menu().getByRole('button', { name: 'Load' }).click();
  await expect(menu().getByRole('alert')).toHaveText(
    'trunk.safetensors has no classifier, so it cannot name what is in a photo.',
    { timeout: 100_000 },
  );
  await expect(menu()).toContainText('In use: resnest26_2s1x32d.safetensors');
});

/** A safetensors file without the tensors of the last layer. */
function headless(file: Buffer): { readonly file: Buffer; readonly without: number } {
  const length = Number(file.readBigUInt64LE(0));
  const tensors = Object.entries(JSON.parse(file.toString('utf8', 8, 8 + length)) as Record<string, Tensor>);
  const rest = tensors.filter(([name]) => !name.startsWith('fc.'));
  let end = 0;
  const values = rest.map(([, { data_offsets: offsets }]) =>
    offsets ? file.subarray(8 + length + offsets[0], 8 + length + offsets[1]) : Buffer.alloc(0),
  );
  const header = rest.map(([name, tensor], i) => {
    const start = end;
    end += values[i]?.length ?? 0;
    return [name, tensor.data_offsets ? { ...tensor, data_offsets: [start, end] } : tensor] as const;
  });
  const text = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  return { file: Buffer.concat([size, text, ...values]), without: tensors.length - rest.length };
}

interface Tensor {
  readonly data_offsets?: readonly [number, number];
}

test('when the graphics processor is lost, model and answer come back by themselves, one’s own model too', async () => {
  await loseDevices(page);
  await sample('A bison').click();
  await expect(page.getByText('The graphics processor stopped working. Trying again.')).toBeVisible();
  await expect(photo()).toHaveAttribute('alt', 'A bison');
  await expect(page.getByText('%')).toHaveCount(0);
  await expect(lines().first()).toContainText('bison', { timeout: 100_000 });
  await expect(menu()).toContainText('In use: resnest26_2s1x32d.safetensors');
});

test('no photo ever had the answer of another one beside it', async () => {
  const pairs = await page.evaluate(() => [...window.pairs]);
  const titles = pairs.map((pair) => pair.slice(0, pair.indexOf(':')));
  expect(pairs).toContain('A bison: bison');
  expect(titles.length).toBe(new Set(titles).size);
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
