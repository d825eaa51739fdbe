import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { findBrowser } from './tools/common/browser/findBrowser';

const { executablePath, args, env } = await findBrowser();

/** Measure time: they have the machine for themselves, after all others. */
const timings = ['src/tuning.browser.test.ts', 'src/scheduler/tune/tune.browser.test.ts'];

/** Need a device that has shader-f16, which SwiftShader is not: `npm run test:firefox` runs them. */
const inF16 = ['src/**/*.f16.browser.test.ts'];

/** Run whole models, most of them; they take about as long as all other tests in a browser together. */
const models = ['src/{scheduler,lifetime,worker,wasm,tasks/calls}/**/*.browser.test.ts'];

/** Put other modules in the place of ours, load all of them anew, or measure memory: each has a process for itself. */
const alone = ['src/imports.test.ts', 'src/lifetime/reopening.test.ts', 'src/image/sheets/png/rows.test.ts'];

interface Files {
  readonly include?: string[];
  readonly exclude: string[];
}

/** Files share processes, so that what they import is loaded once in each: a third of the time. */
const inNode = (name: string, { include = ['{src,tools}/**/*.test.ts'], exclude }: Files, isolate = false) => ({
  test: {
    ...{ name, include, exclude, isolate, environment: 'node' },
    testTimeout: 30_000, // two browsers run beside them, and take both cores of a small machine
  },
});

/** A browser; those of the same `groupOrder` run side by side, since a GPU in software compiles one program at a time. */
const inBrowser = (name: string, files: Files, groupOrder = 0): TestProjectInlineConfiguration => ({
  appType: 'custom', // an address that is nothing is not the demo's page, whose modules cannot be found here
  optimizeDeps: {
    include: ['comlink', 'gl-matrix', 'idb-keyval', 'onnxruntime-web/wasm'],
    // What is found later, such as that of the demo's page, would load all tests anew in their midst.
    noDiscovery: true,
  },
  test: {
    name: `browser: ${name}`,
    include: ['src/**/*.browser.test.ts'],
    ...files,
    sequence: { groupOrder },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // All files in one page, one after the other: they share one GPU, and a page costs a second.
    isolate: false,
    browser: {
      enabled: true,
      headless: true,
      fileParallelism: false,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args, env } }),
      instances: [{ browser: 'chromium' }],
    },
  },
});

/** `node`, also `alone`, and `browser: ...` for whatever needs a GPU, a canvas or IndexedDB, in a real Chromium. */
export default defineConfig({
  test: {
    projects: [
      inNode('node', { exclude: ['**/*.browser.test.ts', ...alone] }),
      inNode('node: alone', { include: alone, exclude: [] }, true),
      inBrowser('models', { include: models, exclude: [...timings, ...inF16] }),
      inBrowser('the rest', { exclude: [...models, ...timings, ...inF16] }),
      inBrowser('timings', { include: timings, exclude: [] }, 1),
    ],
  },
});
