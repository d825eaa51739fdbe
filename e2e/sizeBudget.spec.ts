/** The module that was built stays within its budget. */
import { expect, test } from '@playwright/test';
import { MOST_BYTES, moduleSize, sizeLine } from '../tools/build/sizeBudget';

test('the module is no larger than its budget', async () => {
  const size = await moduleSize();
  expect(size.total, sizeLine(size)).toBeLessThanOrEqual(MOST_BYTES);
});
