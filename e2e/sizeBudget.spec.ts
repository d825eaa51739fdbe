/** The modules that were built stay within their budgets. */
import { expect, test } from '@playwright/test';
import {
  MOST_BESIDE,
  MOST_BYTES,
  MOST_ON_PAGE,
  moduleSize,
  pageSizes,
  sizeLine,
  sizesBeside,
} from '../tools/build/sizeBudget';

test('the module is no larger than its budget', async () => {
  const size = await moduleSize();
  expect(size.total, sizeLine(size)).toBeLessThanOrEqual(MOST_BYTES);
});

test('the modules that import it add no more than theirs', async () => {
  const sizes = Object.entries(await sizesBeside());
  expect(sizes).not.toEqual([]);
  for (const [name, size] of sizes) expect(size, name).toBeLessThanOrEqual(MOST_BESIDE[name] ?? 0);
});

test('the page’s script and its worker’s, with what they import, are no larger than their budget', async () => {
  const sizes = await pageSizes();
  for (const script of ['index', 'page-worker', 'part-worker'])
    expect(Object.keys(sizes).filter((name) => name.startsWith(`${script}-`))).toHaveLength(1);
  const sum = Object.values(sizes).reduce((all, size) => all + size, 0);
  expect(sum, JSON.stringify(sizes)).toBeLessThanOrEqual(MOST_ON_PAGE);
});
