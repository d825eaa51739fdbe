import { defineConfig } from '@playwright/test';
import { findBrowser } from './tools/common/browser/findBrowser';

const { executablePath, args, env } = await findBrowser();

/** Not the port of `npm start`, which may be running. */
const port = 4174;

/** End-to-end tests of what `npm run build` has put into dist/. */
export default defineConfig({
  testDir: 'e2e',
  timeout: 240_000,
  expect: { timeout: 30_000 },
  // Two at a time: a browser with a GPU in software compiles one program at a time, on one core.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  use: {
    baseURL: `http://localhost:${port}`,
    launchOptions: { executablePath, args, env },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --configLoader runner --strictPort --port ${port}`,
    url: `http://localhost:${port}`,
  },
});
