/** What the page fetches when it needs it: the first answer needs none of it, and a part that is lost is told of. */
import { expect, test } from '@playwright/test';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageSizes } from '../tools/build/sizeBudget';
import { dist } from '../tools/common/project';
import { ON_WEBGPU } from './inWorkers';

test('the first answer needs the scripts that its budget counts, and a lost part is one sentence', async ({
  browser,
}) => {
  const needed = Object.keys(await pageSizes());
  const page = await browser.newPage({ serviceWorkers: 'block' }); // it would answer before `page.route`
  await page.route('**/*.js', async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    return needed.includes(name) ? route.continue() : route.abort();
  });
  await page.goto(`${ON_WEBGPU}&sample=lemon.png`);
  const lines = page.getByRole('region', { name: 'Answer' }).getByRole('listitem');
  await expect(lines).toHaveCount(5, { timeout: 100_000 });

  const sentence = 'This part of the page could not be fetched.';
  await page.getByRole('button', { name: /^What it knows/ }).click();
  const dialog = page.getByRole('dialog', { name: 'What this model knows' });
  await expect(dialog.getByText(sentence)).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();

  await lines.first().hover(); // the worker's part says why
  await expect(page.getByRole('alert').getByText(sentence)).toBeVisible();
  await page.close();
});

test('no script imports one that a worker starts with: WebKit would run that a second time', async () => {
  const names = (await readdir(dist)).filter((name) => name.endsWith('.js'));
  const codes = await Promise.all(names.map((name) => readFile(join(dist, name), 'utf8')));
  const all = codes.join('\n');
  const started = names.filter((name) => new RegExp(`\\bnew URL\\([\`"](?:\\./)?${name}[\`"]`).test(all));
  expect(started.filter((name) => /^page-worker-/.test(name))).toHaveLength(2); // the model's, and that of teaching
  expect(started).toContain('worker-thread.js');
  for (const name of started) expect(all).not.toMatch(new RegExp(`\\b(?:from|import)\\s*\\(?\\s*[\`"]\\./${name}`));
});
