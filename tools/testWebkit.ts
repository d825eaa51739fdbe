/** `npm run test:webkit`: the built page and package in WebKit, and at the end the row that docs/engines.md keeps of a run. */
import { startVitest } from 'vitest/node';
import { mainOf } from './common/arguments/tool';
import type { Tool } from './common/arguments/types';
import { findWebKit } from './common/browser/findWebKit';
import { launchWebKit } from './common/browser/launchWebKit';
import { root } from './common/project';
import { markdownRow } from './common/table';

const PAGES = ['e2e/webkit/{page,doors}.ts'];

/** A slow machine computes in WebAssembly on one core. */
const PATIENCE = { testTimeout: 300_000, hookTimeout: 300_000 };

const filters = {
  name: 'filters',
  usage: '[FILTER ...]',
  empty: 'a filter is empty; name a part of a path, such as doors',
  plural: 'filters',
} as const;

const tool: Tool<Record<never, never>, typeof filters> = {
  script: 'test:webkit',
  does: [
    'Runs the tests of the built page and of the doors of the package in WebKitGTK, and prints a row for docs/engines.md.',
    'A FILTER chooses the files of tests whose path holds it. docs/engines.md says what WebKit needs.',
  ],
  options: {},
  rest: filters,
};

export const main = mainOf(tool, (values) => runSuites([...values.filters]));

/** Runs the suites, or those whose path holds a filter; the exit code is 0 if every test passed. */
async function runSuites(chosen: string[]): Promise<number> {
  const page = await launchWebKit(await findWebKit());
  await page.close();
  const options = { config: false, root, watch: false } as const;
  const vitest = await startVitest('test', chosen, options, {
    test: { reporters: ['verbose'], fileParallelism: false, include: PAGES, ...PATIENCE },
  });
  const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
  await vitest.close();
  const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
  const [passed, failed] = [count('passed'), count('failed')];
  const date = new Date().toISOString().slice(0, 10);
  console.log(
    `\n${markdownRow([date, `WebKitGTK ${page.version}`, chosen.join(' '), String(passed), String(failed)])}`,
  );
  const broken = vitest.state.getUnhandledErrors().length > 0;
  return passed > 0 && passed === tests.length && !broken ? 0 : 1;
}
