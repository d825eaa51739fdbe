/** Runs tests in an engine that is not `npm test`'s, and prints the row that docs/engines.md keeps of a run. */
import type { TestProjectConfiguration } from 'vitest/config';
import { startVitest, type TestCase } from 'vitest/node';
import { root } from './project';
import { markdownRow } from './table';

export interface Engine {
  /** With its version. */
  readonly name: string;
  /** What it computed on, in words; asked for at the end. */
  readonly adapter: () => string;
  readonly projects: TestProjectConfiguration[];
}

/** The shaders and what they make up. The decoders of images are the browser's own, and their tests are Chromium's. */
export const INSIDE = ['src/{kernels,scheduler}/**/*.browser.test.ts'];

/** Mesa's software adapter compiles and computes on one core. */
export const PATIENCE = { testTimeout: 1_800_000, hookTimeout: 1_800_000 };

/** The argument that each of these tools takes. */
export const filters = {
  name: 'filters',
  usage: '[FILTER ...]',
  empty: 'a filter is empty; name a part of a path, such as kernels',
  plural: 'filters',
} as const;

/** Runs the suites, or those whose path holds a filter; the exit code is 0 if every test passed. */
export async function runSuites({ name, adapter, projects }: Engine, chosen: readonly string[]): Promise<number> {
  const vitest = await startVitest(
    'test',
    [...chosen],
    { config: false, root, watch: false },
    {
      test: {
        reporters: ['verbose'], // a model takes minutes
        fileParallelism: false,
        projects,
      },
    },
  );
  const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
  await vitest.close();
  const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
  const [passed, failed] = [count('passed'), count('failed')];
  const date = new Date().toISOString().slice(0, 10);
  const row = [date, name, adapter(), chosen.join(' '), String(passed), String(failed), largestError(tests)];
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
