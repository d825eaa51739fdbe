/** `npm run test:firefox`: the browser tests in Firefox, and at the end the row that docs/engines.md keeps of a run. */
import type { TestCase } from 'vitest/node';
import { startVitest } from 'vitest/node';
import { root } from './build/library';
import { findFirefox } from './browser/firefox';
import { firefoxProvider } from './firefox/provider';

/** Runs the test files whose path holds one of `filters`, by default all; the exit code is 0 if all of them passed. */
export async function main(filters: string[]): Promise<number> {
  const firefox = await findFirefox();
  let adapter = 'no adapter';
  const provider = firefoxProvider(firefox, (name) => (adapter = name));
  const options = { config: false, root, watch: false } as const;
  const vitest = await startVitest('test', filters, options, {
    optimizeDeps: { include: ['gl-matrix', 'idb-keyval'] },
    test: {
      include: ['src/**/*.browser.test.ts'],
      // Mesa's software adapter compiles and computes on the processor.
      testTimeout: 300_000,
      hookTimeout: 300_000,
      isolate: false,
      fileParallelism: false,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider,
        instances: [{ browser: 'firefox' }],
      },
    },
  });
  const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
  await vitest.close();
  const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
  const [passed, failed] = [count('passed'), count('failed')];
  const date = new Date().toISOString().slice(0, 10);
  console.log(
    `\n| ${[date, `Firefox ${firefox.version}`, adapter, passed, failed, largestError(tests)].join(' | ')} |`,
  );
  return passed > 0 && passed === tests.length ? 0 : 1;
}

/** The worst of the errors that tests of models leave in their meta data, with the test's name. */
function largestError(tests: readonly TestCase[]): string {
  const errors = tests.flatMap((test) => {
    const { relativeError } = test.meta();
    return relativeError === undefined
      ? []
      : [{ relativeError, name: test.parent.type === 'suite' ? test.parent.name : test.name }];
  });
  const [worst] = errors.sort((a, b) => b.relativeError - a.relativeError);
  return worst ? `${worst.relativeError.toExponential(1)} (${worst.name})` : 'not measured';
}
