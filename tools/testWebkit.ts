/** `npm run test:webkit`: the built page and package in WebKit, and at the end the row that docs/engines.md keeps of a run. */
import { mainOf } from './common/arguments/tool';
import type { Tool } from './common/arguments/types';
import { findWebKit } from './common/browser/findWebKit';
import { launchWebKit } from './common/browser/launchWebKit';
import { filters, runSuites } from './common/suites';

const PAGES = ['e2e/webkit/{page,doors}.ts'];

/** A slow machine computes in WebAssembly on one core. */
const PATIENCE = { testTimeout: 300_000, hookTimeout: 300_000 };

const tool: Tool<Record<never, never>, typeof filters> = {
  script: 'test:webkit',
  does: [
    'Runs the tests of the built page and of the doors of the package in WebKitGTK, and prints a row for docs/engines.md.',
    'A FILTER chooses the files of tests whose path holds it. docs/engines.md says what WebKit needs.',
  ],
  options: {},
  rest: filters,
};

export const main = mainOf(tool, async (values) => {
  const page = await launchWebKit(await findWebKit());
  await page.close();
  const pages = { test: { name: 'page', include: PAGES, ...PATIENCE } };
  const engine = { name: `WebKitGTK ${page.version}`, adapter: () => 'WebAssembly', projects: [pages] };
  return runSuites(engine, values.filters);
});
