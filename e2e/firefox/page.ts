/**
 * The page's main path in Firefox, as a person takes it, on what `npm run build` has made. Answers are Chromium's; pictures
 * of all that was seen lie in test-results/firefox/. `npm run test:firefox -- page` runs this.
 */
import type { Browser, Page } from 'puppeteer-core';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFirefox } from '../../tools/common/browser/findFirefox';
import { launchFirefox } from '../../tools/common/browser/launchFirefox';
import { violationsOf } from '../axe';
import { serve, type Server } from '../folder';
import { dropPng } from '../inPage';
import { ON_WEBGPU } from '../inWorkers';
import { expectAlike, inChromium } from '../likeChromium';
import { answerTo, choose, click, control, find, PHONE, picture, reads, type Visit, visit, WIDE } from './visit';

const root = resolve(import.meta.dirname, '../..');
const sample = (name: string): string => join(root, 'public/samples', name);
const [COFFEE, BISON] = [sample('coffee.jpg'), sample('bison.png')];

let server: Server;

beforeAll(async () => {
  if (!existsSync(join(root, 'dist/index.html'))) throw new Error('dist/ has no page; run npm run build first');
  server = await serve(join(root, 'dist'));
});

afterAll(() => server.close());

describe('on WebGPU', () => {
  let firefox: Browser;
  let first: Visit;

  beforeAll(async () => {
    firefox = await launchFirefox(await findFirefox());
  });

  afterAll(() => firefox.close());

  test('a photo that one chooses is answered as in Chromium', async () => {
    first = await visit(firefox, server.url + ON_WEBGPU.slice(1), WIDE);
    expect(await picture(first.page, 'empty')).toBe(0);
    await choose(first.page, 'Choose a photo', COFFEE);
    expectAlike(await answerTo(first.page, 'coffee.jpg'), await inChromium(server.url, COFFEE));
    await reads(first.page, 'on this device’s graphics processor');
    expect(await picture(first.page, 'answer')).toBe(0);
  });

  test('a label that one points at shows where in the photo it comes from', async () => {
    await (await find(first.page, '.answer li')).hover();
    await find(first.page, '.heat span');
    expect(await first.page.$$('.heat span')).toHaveLength(9);
    await reads(first.page, 'What speaks most for espresso lies at the top');
    expect(await picture(first.page, 'map')).toBe(0);
  });

  test('after one visit it answers with the network cut, in a window opened anew', async () => {
    await reads(first.page, 'works offline too');
    expect(first.complaints).toEqual([]);
    await first.page.close();
    const expected = await inChromium(server.url, BISON);
    await server.close();
    try {
      const second = await visit(firefox, server.url + ON_WEBGPU.slice(1), PHONE);
      expect(await second.page.evaluate(() => fetch('robots.txt').then(String, () => 'cut off'))).toBe('cut off');
      await drop(second.page, BISON);
      expectAlike(await answerTo(second.page, 'bison.png'), expected);
      await reads(second.page, 'works offline too');
      expect(await picture(second.page, 'offline-phone')).toBe(0);
      await second.page.close();
    } finally {
      server = await serve(join(root, 'dist'));
    }
  });
});

describe('as Firefox starts it where the graphics processor is imitated, in the dark, on a phone', () => {
  let firefox: Browser;
  let page: Page;
  let complaints: readonly string[];
  let downloads: string;

  beforeAll(async () => {
    downloads = await mkdtemp(join(tmpdir(), 'resnest-webgpu-downloads-'));
    firefox = await launchFirefox(await findFirefox(), {
      preferences: {
        'layout.css.prefers-color-scheme.content-override': 0, // dark
        'browser.download.folderList': 2,
        'browser.download.dir': downloads,
      },
    });
    ({ page, complaints } = await visit(firefox, server.url, PHONE));
  });

  afterAll(async () => {
    await firefox.close();
    await rm(downloads, { recursive: true });
  });

  /** What every state has: nothing sideways, and no breach of axe's rules. */
  async function looksWell(name: string): Promise<void> {
    expect(await picture(page, `dark-phone-${name}`)).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
  }

  test('it answers in WebAssembly, and says so', async () => {
    await choose(page, 'Choose a photo', BISON);
    expectAlike(await answerTo(page, 'bison.png'), await inChromium(server.url, BISON));
    await reads(page, 'This browser only imitates a graphics processor');
    await looksWell('answer');
  });

  test('without a camera it says that there is none', async () => {
    await click(page, 'Use the camera');
    await reads(page, 'The browser finds no camera.');
    await looksWell('camera');
    await click(page, 'Back to the photo');
  });

  test('models are listed, and a checkpoint of one’s own has its form', async () => {
    const menu = await find(page, '.model select');
    await menu.select('published');
    await reads(page, 'resnest269e.in1k');
    await looksWell('models');
    await menu.select('own');
    await reads(page, 'Load this model');
    await looksWell('own-model');
    await menu.select('embedded');
  });

  test('many photos are looked at, and saved as a table', async () => {
    await click(page, 'Many photos');
    await choose(page, 'Choose photos', ...['bison.png', 'coffee.jpg', 'lemon.png'].map(sample));
    await reads(page, 'All 3 photos have been looked at.');
    await looksWell('many');
    await click(page, 'Save as CSV');
    const table = await fileIn(downloads);
    expect(table.split('\r\n').map((line) => line.split(',').slice(0, 2).join())).toEqual([
      '\uFEFFpath,label_1',
      ...['bison.png,bison', 'coffee.jpg,espresso', 'lemon.png,lemon', ''],
    ]);
  });

  test('it learns two things from a few photos of each', async () => {
    await click(page, 'Teach it');
    await (await control(page, 'Name of class 1')).type('animal');
    await (await control(page, 'Name of class 2')).type('food');
    await choose(page, 'Choose photos for animal', ...['bison.png', 'elephant.png', 'dromedary.png'].map(sample));
    await choose(page, 'Choose photos for food', ...['coffee.jpg', 'lemon.png', 'orange.jpg'].map(sample));
    await page.waitForFunction(() => document.querySelectorAll('.taught button').length === 6);
    await click(page, 'Teach');
    await reads(page, 'of 6 photos named right');
    await looksWell('teach');
  });

  test('nothing failed on the way or broke the content security policy', () => expect(complaints).toEqual([]));
});

/** Drops a file on the page. */
async function drop(page: Page, photo: string): Promise<void> {
  await page.evaluate(dropPng, basename(photo), await readFile(photo, 'base64'));
}

/** Waits for the one file that the browser saves in a folder, and reads it as a text. */
async function fileIn(folder: string): Promise<string> {
  await expect.poll(() => readdir(folder)).toHaveLength(1);
  const names = await readdir(folder);
  return readFile(join(folder, ...names), 'utf8');
}
