import { expect, test, type Page } from '@playwright/test';

/** Clicks a sample and waits for its answer. */
async function classify(page: Page, title: string, label: string): Promise<void> {
  await page.getByRole('button', { name: title }).click();
  await expect(page.getByRole('listitem').filter({ hasText: /%$/ }).first()).toContainText(label, { timeout: 100_000 });
}

test('after one visit the page classifies with the network cut, and fetches no weights again', async ({ context }) => {
  const fetched: string[] = [];
  context.on('request', (request) => {
    if (request.url().endsWith('.safetensors')) fetched.push(request.url());
  });
  const first = await context.newPage();
  await first.goto('/');
  await classify(first, 'A cup of espresso', 'espresso');
  await first.waitForFunction(() => navigator.serviceWorker.controller !== null);
  expect(fetched).toHaveLength(1);
  await first.close();

  await context.setOffline(true);
  const second = await context.newPage();
  await second.goto('/');
  await classify(second, 'A lemon', 'lemon');
  expect(fetched).toHaveLength(1);
});
