/**
 * The thread of a page while a model of 445 MB loads in a worker and while photos are classified. Tasks are measured in time
 * of the processor, since a GPU in software takes the cores from every thread; frames and keys, which suffer by that, are
 * told beside those of an idle page on busy cores.
 */
import { expect, test, type Browser, type Page } from '@playwright/test';
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parametersOf } from '../src/model/parameters';
import { buildResNeSt } from '../src/model/resnest';
import { variantNamed } from '../src/model/variants';
import { safetensors } from '../src/testing/safetensorsFile';
import { seededWeights } from '../src/testing/seeded';
import { type Content, serve } from '../tools/common/server';
import { ON_WEBGPU } from './inWorkers';
import { testLong } from './length';
import { businessOf, FRAME_MS } from './mainThread';
import { smoothnessOf } from './smoothness';

const { config } = variantNamed('resnest269');
const checkpoint = (): Uint8Array[] => safetensors(seededWeights(parametersOf(buildResNeSt(config))));

const IDLE_MS = 15_000;
const FIELD = 'input[type=url]';

/** Keeps every core busy, as a GPU in software does. */
const busyCores = (): ChildProcess[] =>
  cpus().map(() => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));

/** Notes what a person at the page would feel while it works; none of its tasks may cost a frame. */
async function staysSmooth(what: string, browser: Browser, page: Page, work: () => Promise<unknown>): Promise<void> {
  let felt = '';
  const { longest, onPage } = await businessOf(browser, page, async () => {
    felt = JSON.stringify(await smoothnessOf(page, FIELD, work));
  });
  const milliseconds = `longest task ${longest.toFixed(1)} ms, all but frames ${onPage.toFixed(0)} ms`;
  test.info().annotations.push({ type: what, description: `${milliseconds}; ${felt}` });
  expect(longest, what).toBeLessThan(FRAME_MS);
}

async function idles(browser: Browser, page: Page): Promise<void> {
  const burners = busyCores();
  await staysSmooth('idle, on busy cores', browser, page, () => page.waitForTimeout(IDLE_MS));
  for (const each of burners) each.kill();
}

testLong(
  'the page stays smooth while a model of 445 MB loads, and while photos are classified',
  async ({ page, browser }) => {
    test.setTimeout(1_800_000);
    const file = test.info().outputPath('resnest269.safetensors');
    await pipeline(Readable.from(checkpoint()), createWriteStream(file));
    await page.goto(ON_WEBGPU);
    const menu = page.getByRole('region', { name: 'Model' });
    await expect(menu).toContainText('In use', { timeout: 100_000 });
    await page.getByText('From an address').click();
    await idles(browser, page);
    const best = page.getByRole('region', { name: 'Answer' }).getByRole('listitem').first();
    await staysSmooth('photos are classified', browser, page, async () => {
      for (const [name, label] of [
        ['A lemon', 'lemon'],
        ['A bison', 'bison'],
        ['A cup of espresso', 'espresso'],
        ['A dromedary', 'camel'],
      ] as const) {
        await page.getByRole('button', { name }).dispatchEvent('click'); // the focus stays in the field
        await expect(best).toContainText(label, { timeout: 100_000 });
      }
    });
    await page.reload(); // without a photo, which would be classified at 416 x 416
    await expect(menu).toContainText('In use', { timeout: 100_000 });
    await page.getByText('From an address').click();
    await menu.getByRole('combobox').selectOption('A checkpoint of my own…');
    await menu.getByLabel('Checkpoint').setInputFiles(file);
    await staysSmooth('445 MB load', browser, page, async () => {
      await menu.getByRole('button', { name: 'Load' }).dispatchEvent('click');
      await expect(menu).toContainText('In use: resnest269.safetensors', { timeout: 1_200_000 });
    });
    await expect(page.locator(FIELD)).toHaveValue(/^a+$/); // it was typed into
  },
);

testLong("a page with the library's worker stays smooth likewise", async ({ page, browser }) => {
  test.setTimeout(1_800_000);
  const server = await serve(
    new Map<string, Content>([
      ['/checkpoint', checkpoint()],
      ['/', { folder: resolve(import.meta.dirname, '../dist') }],
    ]),
  );
  try {
    await page.goto(server.url);
    await page.evaluate(() => {
      document.body.innerHTML = '<input type="url"><div style="height: 5000px">';
    });
    await idles(browser, page);
    // Strings, because Playwright would rewrite an import() in a function.
    await page.evaluate(`import('/worker.js').then((door) => Object.assign(globalThis, door))`);
    const options = { weights: '/checkpoint', model: config, inputSize: 96 };
    await staysSmooth('445 MB load', browser, page, () =>
      page.evaluate(`(async () => { globalThis.classifier = await createClassifier(${JSON.stringify(options)}); })()`),
    );
    await staysSmooth('photos are classified', browser, page, () =>
      page.evaluate(`(async () => {
        const canvas = new OffscreenCanvas(2000, 1500);
        canvas.getContext('2d').fillRect(0, 0, 900, 700);
        const photo = await canvas.convertToBlob();
        for (let i = 0; i < 5; i++) await classifier.classify(photo);
      })()`),
    );
  } finally {
    await server.close();
  }
});
