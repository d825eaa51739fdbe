import { expect, test } from 'vitest';
import { testGpu } from '../testing/device';
import { reportDelayMs } from './reportDelay';

test('a device is asked once, whatever else it is asked for, and answers in less time than its engine takes to look', async () => {
  const { device } = await testGpu();
  const first = reportDelayMs(device);
  expect(reportDelayMs(device)).toBe(first);
  expect(await first).toBeGreaterThan(0);
  expect(await first).toBeLessThan(150);
});
