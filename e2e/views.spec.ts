/** The page's views: their links, their field in the address, the back button, and the code that is fetched for each. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { violationsInBoth } from './axe';

const link = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name });
const photo = (page: Page): Locator => page.locator('.sheet').getByAltText('A lemon');

test('a view is one step away, and the back button leads back to the same photo', async ({ browser }) => {
  const page = await browser.newPage({ serviceWorkers: 'block' }); // it would fetch the part, too
  const parts: string[] = [];
  page.on('request', (request) => void (/part-Many/.test(request.url()) && parts.push(request.url())));
  await page.goto('/#sample=lemon.png');
  await expect(link(page, 'One photo')).toHaveAttribute('aria-current', 'page');
  await expect(photo(page)).toBeVisible();
  expect(parts).toEqual([]);

  await link(page, 'Many photos').press('Enter');
  await expect(page).toHaveURL(/#view=many&sample=lemon\.png$/);
  await expect(page).toHaveTitle('What is in all these photos? · ResNeSt on WebGPU');
  await expect(link(page, 'Many photos')).toHaveAttribute('aria-current', 'page');
  await expect(page.getByRole('region', { name: 'Many photos' })).toBeVisible();
  await expect(photo(page)).toBeHidden();
  expect(parts).toHaveLength(1);

  const src = await photo(page).getAttribute('src');
  await page.goBack();
  await expect(photo(page)).toHaveAttribute('src', String(src)); // not opened anew
  await expect(photo(page)).toBeVisible();

  await page.setViewportSize({ width: 1280, height: 300 }); // so that all views are higher
  await page.evaluate(() => scrollTo(0, 150));
  await page.evaluate(() => (location.hash = '#view=teach'));
  await expect(link(page, 'Teach it')).toHaveAttribute('aria-current', 'page');
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0); // a view begins at its top

  await page.evaluate(() => (location.hash = '#view=nothing'));
  const said = page.getByText('The link names “nothing”, which this page does not have.');
  await expect(said).toBeVisible();
  await expect(link(page, 'One photo')).toHaveAttribute('aria-current', 'page');
  expect(await violationsInBoth(page)).toEqual([]);
  await link(page, 'Many photos').click();
  await expect(said).toHaveCount(0);
  await page.close();
});

test('a view whose code does not come says so', async ({ browser }) => {
  const page = await browser.newPage({ serviceWorkers: 'block' });
  await page.route('**/part-Many-*.js', (route) => route.abort());
  await page.goto('/#view=many');
  const sentence = page.getByRole('alert').filter({ hasText: 'This part of the page could not be fetched.' });
  await expect(sentence).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reload' })).toBeVisible();
  expect(await violationsInBoth(page)).toEqual([]);
  await page.unroute('**/part-Many-*.js');
  await page.getByRole('button', { name: 'Try again' }).click();
  // Chromium before 156 never asks for a script again that did not come: there the sentence stands again, with its buttons.
  await expect(page.getByRole('region', { name: 'Many photos' }).or(sentence)).toBeVisible();
  const reload = page.getByRole('button', { name: 'Reload' });
  if (await reload.isVisible()) await reload.click();
  await expect(page.getByRole('region', { name: 'Many photos' })).toBeVisible();
  await page.close();
});
