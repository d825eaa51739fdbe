/** The page where there is no graphics processor, or one that is only imitated: the same page, in WebAssembly. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { violationsInBoth } from './axe';
import { addInitInWorkers } from './inWorkers';
import { complaintsOf } from './watch';

const answer = (page: Page): Locator => page.getByRole('region', { name: 'Answer' });
const lines = (page: Page): Locator => answer(page).getByRole('listitem');

/** Clicks a sample and waits for its answer. */
async function classify(page: Page, title: string, label: string): Promise<void> {
  await page.getByRole('button', { name: title }).click();
  await expect(lines(page).first()).toContainText(label, { timeout: 100_000 });
}

const takeGpuAway = (): void => {
  delete (globalThis.navigator.constructor.prototype as { gpu?: GPU }).gpu;
};

test('where a graphics processor is only imitated the page answers and explains in WebAssembly, says so, and works offline', async ({
  context,
}) => {
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.goto('/');
  await classify(page, 'A lemon', 'lemon');
  await expect(answer(page)).toContainText(/run alone: .*\d ms on WebAssembly, onnxruntime-web \d/);
  await expect(answer(page)).toContainText('only imitates a graphics processor');
  await lines(page).first().hover();
  await expect(page.locator('.heat').locator('span')).toHaveCount(9);
  await page.getByText('What split attention did with this photo').click();
  await expect(page.locator('.block')).toHaveCount(8);
  expect(await violationsInBoth(page)).toEqual([]);
  await page.getByRole('button', { name: 'Behind the scenes' }).click();
  const dialog = page.getByRole('dialog', { name: 'Behind the scenes' });
  await expect(dialog).toContainText('This model runs in WebAssembly, where there are none.');
  await expect(dialog.getByRole('button', { name: 'Test this graphics processor' })).toHaveCount(0);
  await expect(page.locator('footer')).toContainText('works offline too');
  expect(complaints).toEqual([]);
  await page.close();

  await context.setOffline(true);
  const second = await context.newPage();
  await second.goto('/');
  await classify(second, 'A bison', 'bison');
  await second.getByRole('link', { name: 'Use the imitated one' }).click();
  await expect(answer(second)).not.toContainText('imitates', { timeout: 100_000 });
  await classify(second, 'A lemon', 'lemon');
  await expect(answer(second)).toContainText(/run alone: .*\d ms on (?!WebAssembly)/);
});

test('without WebGPU the page answers all the same, and where WebAssembly fails, too, it says what to do', async ({
  browser,
}) => {
  const page = await browser.newPage({ serviceWorkers: 'block' });
  await page.addInitScript(takeGpuAway);
  await addInitInWorkers(page, takeGpuAway);
  await page.goto('/');
  await classify(page, 'A lemon', 'lemon');
  await expect(answer(page)).toContainText('This browser gives the page no graphics processor');

  await page.route('**/*.wasm', (route) => route.abort());
  await page.goto('about:blank');
  await page.goto('/#backend=webgpu'); // which there is not
  await expect(answer(page).getByRole('alert')).toHaveText(/could not be fetched\. Check the connection/);
  await page.unroute('**/*.wasm');
  await page.route('**/*.wasm', (route) => route.fulfill({ body: 'no code' }));
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('main')).toContainText('This browser does not have WebGPU');
  await expect(page.getByRole('main')).toContainText('hardware acceleration');
  await expect(page.getByRole('button')).toHaveText(['Try again']);
  await expect(page.getByLabel('Choose a photo')).toHaveCount(0);
  await page.close();
});
