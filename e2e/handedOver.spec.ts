import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const lemon = resolve(import.meta.dirname, '../public/samples/lemon.png');

test('photos that the system hands over: shared by another app, opened with the installed page', async ({
  page,
  baseURL,
}) => {
  await page.addInitScript(() => {
    // A system that opens files with the page; a browser under automation has none.
    const value = { setConsumer: (consumer: unknown) => Object.assign(window, { launch: consumer }) };
    Object.defineProperty(window, 'launchQueue', { value });
  });
  const photo = page.getByRole('region', { name: 'Photo', exact: true });
  await page.goto('/');
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);

  const bytes = [...(await readFile(lemon))];
  /** Sends files as another app does: by a form, from elsewhere. */
  const share = async (...names: readonly string[]): Promise<void> => {
    await page.goto('about:blank');
    await page.evaluate(
      ({ action, bytes, names }) => {
        document.body.innerHTML = '<form method="post" enctype="multipart/form-data"><input type="file" name="photo">';
        const [form, input] = [document.querySelector('form'), document.querySelector('input')];
        const transfer = new DataTransfer();
        for (const name of names) transfer.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/png' }));
        if (!form || !input) throw new Error('there is no form');
        form.action = action;
        input.multiple = true;
        input.files = transfer.files;
        if (names.length === 0) input.disabled = true;
        form.submit();
      },
      { action: new URL('share', baseURL).href, bytes, names },
    );
  };
  await share('Zitrone 1 – süß.png', 'second.png');
  await expect(photo.getByRole('img', { name: 'Zitrone 1 – süß.png' })).toBeVisible();
  await expect(page.getByText('second.png')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: /%$/ }).first()).toContainText('lemon', {
    timeout: 100_000,
  });
  expect(new URL(page.url()).hash).not.toContain('shared');
  expect(await page.evaluate(() => caches.has('shared'))).toBe(false);

  await share();
  await expect(photo.getByRole('alert')).toHaveText(/^The shared photo did not arrive here\./);

  await page.getByRole('link', { name: 'Many photos' }).click();
  await expect(photo).toBeHidden();
  await page.evaluate(
    async ([bytes]) => {
      const { launch } = window as unknown as { launch: (given: unknown) => void };
      const file = new File([new Uint8Array(bytes ?? [])], 'opened.png', { type: 'image/png' });
      launch({ files: [{ name: 'opened.png', getFile: () => Promise.resolve(file) }] });
    },
    [bytes],
  );
  await expect(photo.getByRole('img', { name: 'opened.png' })).toBeVisible();
  await page.evaluate(() => {
    const { launch } = window as unknown as { launch: (given: unknown) => void };
    launch({ files: [{ name: 'gone.png', getFile: () => Promise.reject(new Error('moved')) }] });
  });
  await expect(photo.getByRole('alert')).toHaveText(/^gone\.png cannot be read any more/);
});
