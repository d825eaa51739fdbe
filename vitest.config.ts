import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findBrowser } from './tools/browser';

const { executablePath, args, env } = await findBrowser();

/** Two projects: `node`, and `browser` for whatever needs a GPU, a canvas or IndexedDB, in a real Chromium. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['{src,tools}/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
        },
      },
      {
        optimizeDeps: { include: ['gl-matrix', 'idb-keyval'] },
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // All files in one page, one after the other: they share one GPU, and a page costs a second.
          isolate: false,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath, args, env } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
