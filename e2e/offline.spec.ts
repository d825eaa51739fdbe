import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { serve } from './folder';
import { addInitInWorkers, ON_WEBGPU } from './inWorkers';
import { complaintsOf } from './watch';

const dist = resolve(import.meta.dirname, '../dist');

/** Clicks a sample and waits for its answer. */
async function classify(page: Page, title: string, label: string): Promise<void> {
  await page.getByRole('button', { name: title }).click();
  await expect(page.getByRole('listitem').filter({ hasText: /%$/ }).first()).toContainText(label, { timeout: 100_000 });
}

const WORKS = /works offline too/;

test('after one visit the page classifies with the network cut, and fetches no weights again', async ({ context }) => {
  const fetched: string[] = [];
  context.on('request', (request) => {
    if (request.url().endsWith('.safetensors')) fetched.push(request.url());
  });
  const first = await context.newPage();
  await first.goto(ON_WEBGPU);
  await expect(first.locator('footer')).not.toContainText(WORKS); // nothing can be kept yet
  await classify(first, 'A cup of espresso', 'espresso');
  await first.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await expect(first.locator('footer')).toContainText(WORKS);
  expect(fetched).toHaveLength(1);
  await first.close();

  await context.setOffline(true);
  const second = await context.newPage();
  const complaints = complaintsOf(second);
  await second.goto(ON_WEBGPU);
  await classify(second, 'A lemon', 'lemon');
  await expect(second.locator('footer')).toContainText(WORKS);
  expect(fetched).toHaveLength(1);
  await second.getByRole('link', { name: 'Many photos' }).click(); // its code is kept, too
  await expect(second.getByRole('region', { name: 'Many photos' })).toBeVisible();
  expect(complaints).toEqual([]);
});

/** Opens the page where this origin may store so many bytes only. */
async function openWithQuota(context: BrowserContext, url: string, quotaSize: number): Promise<Page> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(url).origin, quotaSize });
  await page.goto(ON_WEBGPU);
  return page;
}

test('without space for the page it answers, and says that it does not work offline', async ({ context, baseURL }) => {
  const page = await openWithQuota(context, baseURL ?? '', 200_000);
  await classify(page, 'A lemon', 'lemon');
  await expect(page.locator('footer')).toContainText('It does not work offline: there is too little space');
});

test('where space comes back, the page is kept in the same visit', async ({ context, baseURL }) => {
  const page = await openWithQuota(context, baseURL ?? '', 200_000);
  const footer = page.locator('footer');
  await expect(footer).toContainText('It does not work offline: there is too little space', { timeout: 100_000 });
  expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(baseURL ?? '').origin });
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, { timeout: 100_000 });
});

test('with space for the page alone, offline it says what it lacks, and fetches it when there is a connection', async ({
  context,
  baseURL,
}) => {
  const page = await openWithQuota(context, baseURL ?? '', 6_000_000);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await expect(page.locator('footer')).toContainText('It does not work offline: there is too little space', {
    timeout: 100_000,
  });
  await context.setOffline(true);
  const second = await context.newPage(); // one that is reloaded believes in a connection
  await second.goto(ON_WEBGPU);
  await expect(second.getByRole('region', { name: 'Answer' }).getByRole('alert')).toHaveText(
    /^The model is not kept on this device, and could not be fetched\./,
  );
  await expect(second.locator('footer')).not.toContainText(WORKS);
  await second.getByRole('button', { name: 'A lemon' }).click();
  await expect(second.getByText('as soon as the model is ready')).toHaveCount(0);
  await context.setOffline(false);
  // The emulation of some versions does not tell a page that was opened under it.
  await second.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(second.getByRole('listitem').filter({ hasText: /%$/ }).first()).toContainText('lemon', {
    timeout: 100_000,
  });
});

for (const [fault, breakStorage] of [
  [
    'is forbidden',
    () =>
      Object.defineProperty(globalThis, 'indexedDB', {
        get: () => {
          throw new DOMException('denied', 'SecurityError');
        },
      }),
  ],
  [
    'never answers',
    () => {
      IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
    },
  ],
] as const)
  test(`where IndexedDB ${fault} the page answers, and promises nothing`, async ({ page }) => {
    await page.addInitScript(breakStorage);
    await addInitInWorkers(page, breakStorage);
    await page.goto('/');
    await classify(page, 'A lemon', 'lemon');
    await expect(page.locator('footer')).toContainText('It does not work offline: this browser does not keep');
  });

test('a newer version is offered, and taken when the person likes', async ({ context }, info) => {
  const folder = info.outputPath('site');
  await cp(dist, folder, { recursive: true });
  const { url, close } = await serve(folder);
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await expect(page.getByText('A new version is ready.')).toHaveCount(0);
    const open = await context.newPage();
    await open.goto(url);

    const html = await readFile(join(folder, 'index.html'), 'utf8');
    await writeFile(join(folder, 'index.html'), html.replace('<html', '<html data-version="newer"'));
    const worker = await readFile(join(folder, 'sw.js'), 'utf8');
    const deployed = worker.replace(
      /(url:"index\.html",revision:")\w+|(revision:")\w+(",url:"index\.html")/,
      '$1$2new$3',
    );
    expect(deployed).not.toBe(worker);
    const [part = ''] = /part-Teach-[\w-]+\.js/.exec(worker) ?? [];
    await rm(join(folder, part)); // the newer version's has another name
    await writeFile(join(folder, 'sw.js'), deployed.replace(`{url:"${part}",revision:null},`, ''));

    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    await expect(page.getByText('A new version is ready.')).toBeVisible();
    const newer = page.locator('html[data-version=newer]');
    await expect(newer).toHaveCount(0);
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect(newer).toHaveCount(1);
    await expect(page.getByText('A new version is ready.')).toHaveCount(0);

    await open.getByRole('link', { name: 'Teach it' }).click(); // the tab of the former version has its parts, offline too
    await expect(open.getByRole('region', { name: 'Teach it' })).toBeVisible();
    await expect(open.locator('html[data-version=newer]')).toHaveCount(0);
  } finally {
    await close();
  }
});
