/** A picture from an address: typed, dropped or pasted; and why it does not come, where it does not. */
import { expect, test, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { violationsInBoth } from './axe';

const lemon = resolve(import.meta.dirname, '../public/samples/lemon.png');
const CORS = { 'access-control-allow-origin': '*' };
const HOST = 'https://photos.example';

/** What the server answers, by the last part of the path, and what the page says then. */
const REFUSALS = {
  'closed.png': {
    answer: { headers: { 'access-control-allow-origin': 'https://other.example' } },
    words: 'photos.example does not let other pages read its pictures.',
  },
  'missing.png': { answer: { status: 404, headers: CORS }, words: 'photos.example has nothing at that address.' },
  'secret.png': { answer: { status: 403, headers: CORS }, words: 'photos.example (403) refuses to give the picture.' },
  'page.html': {
    answer: { contentType: 'text/html', headers: CORS },
    words: 'That address leads to a page of photos.example, not to a picture.',
  },
  'huge.png': { answer: { headers: { ...CORS, 'content-length': '99000000' } }, words: 'larger than 64 MB' },
  'heic.jpg': {
    answer: { body: '\0\0\0\x18ftypheic\0\0\0\0', contentType: 'image/jpeg', headers: CORS },
    words: 'heic.jpg is a HEIC photo, which this browser cannot open. Export it as a JPEG;',
  },
  'notes.txt': { answer: { headers: CORS }, words: 'notes.txt is not a picture that this browser can open.' },
} as const;

async function serve(page: Page): Promise<void> {
  const picture = await readFile(lemon);
  await page.route(`${HOST}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    const refusal = Object.entries(REFUSALS).find(([each]) => each === name)?.[1];
    if (refusal) return route.fulfill({ body: 'no', contentType: 'image/png', ...refusal.answer });
    if (name === 'gone.png') return route.abort();
    return route.fulfill({ body: picture, contentType: 'image/png', headers: CORS });
  });
}

test('an address is typed, dropped or pasted, and its picture is answered', async ({ browser }) => {
  const page = await browser.newPage({ serviceWorkers: 'block', permissions: ['clipboard-read', 'clipboard-write'] });
  await serve(page);
  await page.goto('/');
  const photo = (name: string) => page.locator('.sheet').getByAltText(name);
  const field = page.getByLabel('Address of a picture');
  const alert = page.getByRole('region', { name: 'Photo', exact: true }).getByRole('alert');
  await page.getByText('From an address').click();
  await field.fill(`${HOST}/a%20lemon.png?size=large`);
  await field.press('Enter');
  await expect(photo('a lemon.png')).toBeVisible();
  for (const [event, type] of [
    ['drop', 'text/uri-list'],
    ['paste', 'text/plain'],
  ] as const) {
    await page.evaluate(
      ([kind, format, address]) => {
        const transfer = new DataTransfer();
        transfer.setData(format, address);
        const init = { bubbles: true, cancelable: true };
        document.body.dispatchEvent(
          kind === 'paste'
            ? new ClipboardEvent(kind, { ...init, clipboardData: transfer })
            : new DragEvent(kind, { ...init, dataTransfer: transfer }),
        );
      },
      [event, type, `${HOST}/${event}.png`] as const,
    );
    await expect(photo(`${event}.png`)).toBeVisible();
  }
  await field.fill('');
  await page.evaluate(() => navigator.clipboard.writeText('example.org'));
  await field.press('ControlOrMeta+V');
  await expect(field).toHaveValue('example.org'); // a text in a field is no photo
  expect(await violationsInBoth(page)).toEqual([]);

  for (const [address, words] of [
    ...Object.entries(REFUSALS).map(([name, { words }]) => [`${HOST}/${name}`, words] as const),
    [`${HOST}/gone.png`, 'photos.example cannot be reached.'],
    ['http://photos.example/a.png', 'by https only, and that address begins with “http:”. '],
    ['data:image/png,no', 'is named like a picture, but holds none'],
    ['lemon', 'That is no address.'],
  ] as const) {
    await field.fill(address);
    await page.getByRole('button', { name: 'Fetch' }).click();
    await expect(alert).toContainText(words);
  }
  await expect(photo('paste.png')).toBeVisible();
  await field.fill('https://me:secret@photos.example/named.png');
  await page.getByRole('button', { name: 'Fetch' }).click();
  await expect(photo('named.png')).toBeVisible();
  await field.fill(`data:image/png;base64,${await readFile(lemon, 'base64')}`); // as “copy image address” gives it
  await page.getByRole('button', { name: 'Fetch' }).click();
  await expect(photo('data:image/png')).toBeVisible();
  await field.fill(new URL('/samples/lemon.png', page.url()).href); // the page’s own need no https
  await page.getByRole('button', { name: 'Fetch' }).click();
  await expect(photo('lemon.png')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Answer' }).getByRole('listitem').first()).toContainText('lemon', {
    timeout: 100_000,
  });
  await page.close();
});
