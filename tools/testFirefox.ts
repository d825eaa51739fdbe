/** `npm run test:firefox`: tests in Firefox, and at the end the row that docs/engines.md keeps of a run. */
import { basename } from 'node:path';
import type { TestCase } from 'vitest/node';
import { startVitest } from 'vitest/node';
import { mainOf } from './common/arguments/tool';
import type { Tool } from './common/arguments/types';
import { findFirefox } from './common/browser/findFirefox';
import { root } from './common/project';
import { markdownRow } from './common/table';
import { firefoxProvider } from './testFirefox/provider';

/** The shaders and what they make up. The decoders of images are the browser's own, and their tests are Chromium's. */
const INSIDE = ['src/{kernels,scheduler}/**/*.browser.test.ts'];

/** The page as `npm run build` makes it, driven from outside. */
const PAGES = ['e2e/firefox/page.ts'];

/** Mesa's software adapter compiles and computes on one core. */
const PATIENCE = { testTimeout: 1_800_000, hookTimeout: 1_800_000 };

const filters = {
  name: 'filters',
  usage: '[FILTER ...]',
  empty: 'a filter is empty; name a part of a path, such as kernels',
  plural: 'filters',
} as const;

const tool: Tool<Record<never, never>, typeof filters> = {
  script: 'test:firefox',
  does: [
    'Runs the tests of shaders, of models and of the built page in Firefox, and prints a row for docs/engines.md.',
    'A FILTER chooses the files of tests whose path holds it. docs/engines.md says what Firefox needs.',
  ],
  options: {},
  rest: filters,
};

export const main = mainOf(tool, (values) => runSuites([...values.filters]));

/** Runs the suites, or those whose path holds a filter; the exit code is 0 if every test passed. */
async function runSuites(chosen: string[]): Promise<number> {
  const firefox = await findFirefox();
  let adapter = '';
  const provider = firefoxProvider(firefox, (name) => (adapter = name));
  const options = { config: false, root, watch: false } as const;
  const vitest = await startVitest('test', chosen, options, {
    test: {
      reporters: ['verbose'], // a model takes minutes
      fileParallelism: false,
      projects: [
        {
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
              instances: [{ browser: 'firefox' }],
            },
          },
        },
        { test: { name: 'page', include: PAGES, ...PATIENCE, sequence: { groupOrder: 1 } } },
      ],
    },
  });
  const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
  await vitest.close();
  const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
  const [passed, failed] = [count('passed'), count('failed')];
  const date = new Date().toISOString().slice(0, 10);
  const driver = adapter || basename(firefox.env['VK_ICD_FILENAMES'] ?? 'hidden by Firefox');
  const which = [date, `Firefox ${firefox.version}`, driver, chosen.join(' ')];
  const row = [...which, String(passed), String(failed), largestError(tests)];
  console.log(`\n${markdownRow(row)}`);
  const broken = vitest.state.getUnhandledErrors().length > 0;
  return passed > 0 && passed === tests.length && !broken ? 0 : 1;
}

/** The worst of the errors that tests of models leave in their meta data, and whose it is. */
function largestError(tests: readonly TestCase[]): string {
  const errorOf = (test: TestCase): number => test.meta().relativeError ?? 0;
  const worst = tests.reduce<TestCase | undefined>((a, b) => (a && errorOf(a) >= errorOf(b) ? a : b), undefined);
  return worst && errorOf(worst) > 0
    ? `${errorOf(worst).toExponential(1)} in ${worst.fullName.split(' > ')[0]}`
    : 'none measured';
}
