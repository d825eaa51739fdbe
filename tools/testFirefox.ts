/** `npm run test:firefox`: tests in Firefox, and at the end the row that docs/engines.md keeps of a run. */
import { basename } from 'node:path';
import { mainOf } from './common/arguments/tool';
import type { Tool } from './common/arguments/types';
import { findFirefox } from './common/browser/findFirefox';
import { filters, INSIDE, PATIENCE, runSuites } from './common/suites';
import { firefoxProvider } from './testFirefox/provider';

/** The page as `npm run build` makes it, driven from outside. */
const PAGES = ['e2e/firefox/page.ts'];

const tool: Tool<Record<never, never>, typeof filters> = {
  script: 'test:firefox',
  does: [
    'Runs the tests of shaders, of models and of the built page in Firefox, and prints a row for docs/engines.md.',
    'A FILTER chooses the files of tests whose path holds it. docs/engines.md says what Firefox needs.',
  ],
  options: {},
  rest: filters,
};

export const main = mainOf(tool, async (values) => {
  const firefox = await findFirefox();
  let adapter = basename(firefox.env['VK_ICD_FILENAMES'] ?? 'hidden by Firefox');
  const provider = firefoxProvider(firefox, (name) => (adapter = name || adapter));
  const inside = {
    optimizeDeps: { include: ['gl-matrix', 'idb-keyval'] },
    test: {
      name: 'inside',
      include: INSIDE,
      ...PATIENCE,
      isolate: false,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider,
        instances: [{ browser: 'firefox' as const }],
      },
    },
  };
  const pages = { test: { name: 'page', include: PAGES, ...PATIENCE, sequence: { groupOrder: 1 } } };
  const engine = { name: `Firefox ${firefox.version}`, adapter: () => adapter, projects: [inside, pages] };
  return runSuites(engine, values.filters);
});
