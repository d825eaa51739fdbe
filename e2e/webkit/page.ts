/**
 * The page's main path in WebKit, as a person takes it, on what `npm run build` has made. WebKitGTK has no WebGPU, so it
 * computes in WebAssembly; answers are Chromium's. Pictures lie in test-results/webkit/. `npm run test:webkit` runs this.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findWebKit } from '../../tools/common/browser/findWebKit';
import { launchWebKit, type WebKitPage } from '../../tools/common/browser/launchWebKit';
import { dist, root } from '../../tools/common/project';
import { serve, type Server } from '../folder';
import { dropPng } from '../inPage';
import { expectAlike, inChromium } from '../likeChromium';
import { answerTo, click, fill, picture, reads, select, visit } from './visit';

const sample = (name: string): string => join(root, 'public/samples', name);
const [COFFEE, BISON] = [sample('coffee.jpg'), sample('bison.png')];

let server: Server;
let page: WebKitPage;

beforeAll(async () => {
  if (!existsSync(join(dist, 'index.html'))) throw new Error('dist/ has no page; run npm run build first');
  server = await serve(dist);
  page = await launchWebKit(await findWebKit());
  await page.resize(1300, 950);
  await visit(page, server.url);
});

afterAll(async () => {
  await page.close();
  await server.close();
});

test('a photo that one chooses is answered as in Chromium, in WebAssembly', async () => {
  await fill(page, 'Choose a photo', COFFEE);
  expectAlike(await answerTo(page, 'coffee.jpg'), await inChromium(server.url, COFFEE));
  await reads(page, 'This browser gives the page no graphics processor');
  expect(await picture(page, 'answer')).toBe(0);
});

test('a label that one points at shows where in the photo it comes from', async () => {
  await page.hover('.answer li');
  expect(await page.until(() => document.querySelectorAll('.heat span').length || undefined)).toBe(9);
  expect(await picture(page, 'map')).toBe(0);
});

test('without a camera it says that there is none', async () => {
  await click(page, 'Use the camera');
  await reads(page, 'The browser finds no camera.');
  await click(page, 'Back to the photo');
});

test('models are listed, and a checkpoint of one’s own has its form', async () => {
  await select(page, '.model select', 'published');
  await reads(page, 'resnest269e.in1k');
  expect(await picture(page, 'models')).toBe(0);
  await select(page, '.model select', 'own');
  await reads(page, 'Load this model');
  await select(page, '.model select', 'embedded');
});

test('many photos are looked at', async () => {
  await click(page, 'Many photos');
  await fill(page, 'Choose photos', ...['bison.png', 'coffee.jpg', 'lemon.png'].map(sample));
  await reads(page, 'All 3 photos have been looked at.');
  expect(await picture(page, 'many')).toBe(0);
});

test('it learns two things from a few photos of each', async () => {
  await click(page, 'Teach it');
  await fill(page, 'Name of class 1', 'animal');
  await fill(page, 'Name of class 2', 'food');
  await fill(page, 'Choose photos for animal', ...['bison.png', 'elephant.png', 'dromedary.png'].map(sample));
  await fill(page, 'Choose photos for food', ...['coffee.jpg', 'lemon.png', 'orange.jpg'].map(sample));
  await page.until(() => document.querySelectorAll('.taught button').length === 6);
  await click(page, 'Teach');
  await reads(page, 'of 6 photos named right');
  expect(await picture(page, 'teach')).toBe(0);
});

test('in Chinese and narrow, nothing scrolls sideways', async () => {
  await click(page, 'One photo');
  await select(page, 'select.language', 'zh');
  await reads(page, '照片里有什么');
  await page.resize(390, 844);
  expect(await picture(page, 'chinese-narrow')).toBe(0);
  await page.resize(1300, 950);
  await select(page, 'select.language', 'en');
  expect(await page.run(() => globalThis.complaints)).toEqual([]);
});

test('after one visit it answers with the network cut, and a photo may be dropped', async () => {
  await reads(page, 'works offline too');
  const expected = await inChromium(server.url, BISON);
  await server.close();
  try {
    await visit(page, server.url);
    expect(await page.run(() => fetch('robots.txt').then(String, () => 'cut off'))).toBe('cut off');
    await drop(BISON);
    expectAlike(await answerTo(page, 'bison.png'), expected);
    expect(await page.run(() => globalThis.complaints)).toEqual([]);
  } finally {
    server = await serve(dist);
  }
});

/** Drops a file on the page. */
async function drop(photo: string): Promise<void> {
  await reads(page, 'drop one anywhere');
  await page.run(dropPng, basename(photo), await readFile(photo, 'base64'));
}
