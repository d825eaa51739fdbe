import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findBrowser } from './tools/common/browser/findBrowser';
import { FullReporter } from './tools/testFull/reporter';

const { executablePath, args, env } = await findBrowser();

/** `npm run test:full`, which is no part of `npm test`: the large models take minutes on a software rasterizer. */
export default defineConfig({
  test: {
    name: 'full',
    include: ['src/testing/*.full.ts'],
    testTimeout: 1_800_000,
    reporters: ['default', new FullReporter()],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args, env } }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
