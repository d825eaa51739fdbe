/** The modules that were built stay within their budgets. */
import { expect, test } from '@playwright/test';
import { MOST_BESIDE, MOST_BYTES, moduleSize, sizeLine, sizesBeside } from '../tools/build/sizeBudget';

test('the module is no larger than its budget', async () => {
  const size = await moduleSize();
  expect(size.total, sizeLine(size)).toBeLessThanOrEqual(MOST_BYTES);
});

test('the modules that import it add no more than theirs', async () => {
  const sizes = Object.entries(await sizesBeside());
  expect(sizes).not.toEqual([]);
  for (const [name, size] of sizes) expect(size, name).toBeLessThanOrEqual(MOST_BESIDE[name] ?? 0);
});
